package org.gatepost.memcached;

/** What a server says, as far as the wire alone tells: the rest depends on what it was asked. */
sealed interface Reply {
  /** One line without its end, a character an octet. */
  record Line(String text) implements Reply {}

  /**
   * A value with the {@code END} that follows it.
   *
   * @param key a character an octet
   */
  record Value(String key, String flags, String text) implements Reply {}

  /** A value that was passed over, for it is larger than any of ours. */
  record LargeValue(String key) implements Reply {}

  /** Not the protocol; nothing after it can be believed. */
  record Nonsense(String what) implements Reply {}
}
