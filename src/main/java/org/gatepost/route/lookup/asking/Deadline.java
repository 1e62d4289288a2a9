package org.gatepost.route.lookup.asking;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** When somebody's patience ends, on the clock of {@link System#nanoTime}. */
record Deadline(long endNanos) {
  private static final long LEAST_SHARE_NANOS = TimeUnit.SECONDS.toNanos(1);

  static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos());
  }

  long leftNanos() {
    return Math.max(0, endNanos - System.nanoTime());
  }

  boolean isOver() {
    return leftNanos() == 0;
  }

  /**
   * The end of the next of some attempts: each gets an equal part of the time that is left, but not
   * less than a second where there is as much, since less would condemn servers that are merely
   * slow.
   */
  Deadline share(int attempts) {
    long left = leftNanos();
    long part = Math.max(left / attempts, LEAST_SHARE_NANOS);
    return new Deadline(System.nanoTime() + Math.min(part, left));
  }

  /**
   * Waits, on a virtual thread.
   *
   * @param late what to say if nothing came
   */
  <T> T await(CompletableFuture<T> future, String late) throws ExchangeException {
    try {
      return future.get(leftNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw new ExchangeException(late);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ExchangeException("the lookup was broken off");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ExchangeException failed) {
        // Made on another thread: what counts is its sentence.
        throw new ExchangeException(failed.sentence());
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
