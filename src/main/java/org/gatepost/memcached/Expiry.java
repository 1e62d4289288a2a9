package org.gatepost.memcached;

import java.time.Duration;

/** How long an entry lives, in the words of the protocol: spec mail 3.4. */
final class Expiry {
  /** Anything above is an absolute date to memcached, and a date long past: gone at once. */
  private static final long MAX_SECONDS = Duration.ofDays(30).toSeconds();

  private Expiry() {}

  /** Whole seconds, at least one; zero, which is without end, for no life but zero. */
  static long seconds(Duration life) {
    return life.isZero() ? 0 : Math.clamp(life.toSeconds(), 1, MAX_SECONDS);
  }
}
