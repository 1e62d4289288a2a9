package org.gatepost.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM and Ctrl-C as a wait that ends: the command waits, cleans up, closes this, and only then
 * the process goes, with exit code 0.
 */
final class StopSignal implements AutoCloseable {
  private static final long LONGEST_CLEAN_UP_SECONDS = 30;

  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch cleanedUp = new CountDownLatch(1);

  private StopSignal() {}

  static StopSignal install() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::onSignal, "stop"));
    return signal;
  }

  /** A process that ends by a signal would say so; this one was asked to stop and did. */
  private void onSignal() {
    if (cleanedUp.getCount() == 0) {
      return;
    }
    told.countDown();
    boolean clean = false;
    try {
      clean = cleanedUp.await(LONGEST_CLEAN_UP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(clean ? 0 : 1);
  }

  /** Somebody else than the system says so. */
  void tell() {
    told.countDown();
  }

  void await() throws InterruptedException {
    told.await();
  }

  @Override
  public void close() {
    cleanedUp.countDown();
  }
}
