package org.gatepost.memcached;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The pauses before a server is tried again: one second, two, four, up to a limit, each with a part
 * left to chance, so that not all proxies of a site come at one moment. Confined to one event loop.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 1_000;

  private final long longestMillis;
  private final RandomGenerator random;
  private long nextMillis;

  Backoff(Duration longest, RandomGenerator random) {
    this.longestMillis = longest.toMillis();
    this.random = random;
    reset();
  }

  /** The next pause: between half of what it could be at most, and all of it. */
  long nextMillis() {
    long most = nextMillis;
    nextMillis = Math.min(longestMillis, 2 * most);
    return most - (long) (random.nextDouble() * most / 2);
  }

  /** The server has worked again: its next failure is a first one. */
  void reset() {
    nextMillis = Math.min(longestMillis, FIRST_MILLIS);
  }
}
