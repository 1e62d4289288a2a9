package org.gatepost.net.listener;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts who is inside. Once closed it lets nobody in, and tells when the last has left: so what
 * connections use is closed after them, and not before. Safe for use by all event loops.
 */
public final class Turnstile {
  private static final long CLOSED = 1L << 62;

  private final AtomicLong state = new AtomicLong();
  private volatile Runnable whenEmpty = () -> {};

  /** Lets somebody in, who must {@link #leave} once; false if nobody is let in any more. */
  public boolean enter() {
    return (state.updateAndGet(now -> now >= CLOSED ? now : now + 1) & CLOSED) == 0;
  }

  /** Somebody leaves. */
  public void leave() {
    if (state.decrementAndGet() == CLOSED) {
      whenEmpty.run();
    }
  }

  /**
   * Lets nobody in from now on; called once.
   *
   * @param task run when nobody is inside: here and now, or by the last who leaves
   */
  public void close(Runnable task) {
    whenEmpty = task;
    if (state.getAndAdd(CLOSED) == 0) {
      task.run();
    }
  }

  /** How many are inside; a figure for people, it may be old by an instant. */
  public long inside() {
    return state.get() % CLOSED;
  }
}
