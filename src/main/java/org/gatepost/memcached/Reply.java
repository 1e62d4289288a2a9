package org.gatepost.memcached;

import org.gatepost.telemetry.LogText;

/** What a server says, as far as the wire alone tells: the rest depends on what it was asked. */
sealed interface Reply {
  /** For the log: a server may be a stranger too. */
  default String shown() {
    return switch (this) {
      case Line(var text) -> '"' + LogText.of(text) + '"';
      case Value(var key, _, _) -> "the value of " + LogText.of(key);
      case LargeValue(var key) -> "a large value of " + LogText.of(key);
      case Nonsense(var what) -> "nonsense: " + LogText.of(what);
    };
  }

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
