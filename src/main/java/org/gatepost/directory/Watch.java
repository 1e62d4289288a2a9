package org.gatepost.directory;

import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls back on a thread of its own, never twice at once: what is signalled while it calls becomes
 * one further call. After {@link #close} no new call begins; one that runs is let finish.
 */
final class Watch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final Runnable changed;
  private final Semaphore signals = new Semaphore(0);
  private volatile boolean closed;

  private Watch(Runnable changed) {
    this.changed = changed;
  }

  static Watch calling(Runnable changed) {
    var watch = new Watch(changed);
    Thread.ofVirtual().name("directory-watch").start(watch::run);
    return watch;
  }

  /** Something changed. */
  void signal() {
    signals.release();
  }

  private void run() {
    while (true) {
      signals.acquireUninterruptibly();
      signals.drainPermits();
      if (closed) {
        return;
      }
      try {
        changed.run();
      } catch (RuntimeException e) {
        log.error("a change in the directory could not be followed", e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    signals.release();
  }
}
