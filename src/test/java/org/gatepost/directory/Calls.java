package org.gatepost.directory;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Somebody to be called, and asked whether that happened. */
final class Calls implements Runnable {
  private static final int PATIENCE_SECONDS = 60;

  private final Semaphore calls = new Semaphore(0);

  @Override
  public void run() {
    calls.release();
  }

  /** Waits for a call, and counts it off. */
  void assertOneComes() {
    try {
      if (calls.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError("nobody called");
  }

  /** Forgets those that came. */
  void forget() {
    calls.drainPermits();
  }
}
