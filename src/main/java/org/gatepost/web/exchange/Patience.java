package org.gatepost.web.exchange;

import java.time.Duration;

/** When an exchange last got on, by whoever's doing. Confined to the client's event loop. */
final class Patience {
  private long sinceNanos;

  /**
   * Begins to wait.
   *
   * @param sinceNanos as {@link System#nanoTime} counts
   */
  Patience(long sinceNanos) {
    this.sinceNanos = sinceNanos;
  }

  /** It got on just now. */
  void renew() {
    sinceNanos = System.nanoTime();
  }

  /** When it last did, as {@link System#nanoTime} counts. */
  long sinceNanos() {
    return sinceNanos;
  }

  /** Whether nothing has happened for longer than this. */
  boolean isOver(Duration limit, long nowNanos) {
    return nowNanos - sinceNanos > limit.toNanos();
  }
}
