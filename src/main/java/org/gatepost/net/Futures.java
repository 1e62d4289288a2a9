package org.gatepost.net;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Going on after futures that never fail, so that nothing is lost if nobody holds the end. */
public final class Futures {
  private Futures() {}

  /** Hands a result on, on the thread that brings it, or at once if it is there. */
  @SuppressWarnings("FutureReturnValueIgnored") // by contract there is no failure to miss
  public static <T> void whenDone(CompletableFuture<T> future, Consumer<? super T> listener) {
    future.thenAccept(listener);
  }

  /** Lets something happen whose result nobody waits for. */
  public static void letHappen(CompletableFuture<?> future) {
    whenDone(future, ignored -> {});
  }
}
