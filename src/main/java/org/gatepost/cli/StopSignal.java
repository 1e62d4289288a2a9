package org.gatepost.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for SIGTERM or Ctrl-C, and holds the process until the command has cleaned up. */
final class StopSignal {
  private static final long LONGEST_CLEAN_UP_SECONDS = 30;

  private StopSignal() {}

  /**
   * Returns when the process is told to stop. The JVM ends when its shutdown hooks do, so the hook
   * waits for the thread that called this to come to its end.
   */
  static void await() throws InterruptedException {
    Thread caller = Thread.currentThread();
    CountDownLatch told = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  told.countDown();
                  try {
                    caller.join(TimeUnit.SECONDS.toMillis(LONGEST_CLEAN_UP_SECONDS));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop"));
    told.await();
  }
}
