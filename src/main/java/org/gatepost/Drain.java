package org.gatepost;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Waiting for those who are inside to leave. */
final class Drain {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final Duration REPORT = Duration.ofSeconds(1);

  private Drain() {}

  /**
   * Waits until nobody is inside, or the time is over.
   *
   * @param progress is told each second how many are left, and for how long they are waited for
   */
  static void await(LongSupplier inside, Duration limit, Consumer<String> progress) {
    long start = System.nanoTime();
    long nextReport = 0;
    while (inside.getAsLong() > 0) {
      long passed = System.nanoTime() - start;
      if (passed >= limit.toNanos()) {
        return;
      }
      if (passed >= nextReport) {
        progress.accept(
            "%d sessions are left; waiting for %d s more"
                .formatted(inside.getAsLong(), limit.minusNanos(passed).toSeconds()));
        nextReport = passed + REPORT.toNanos();
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
