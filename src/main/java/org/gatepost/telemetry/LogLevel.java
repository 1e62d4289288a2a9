package org.gatepost.telemetry;

import java.util.Locale;

/** The levels of {@code zimbraReverseProxyLogLevel}, from the most talkative. */
public enum LogLevel {
  DEBUG,
  INFO,
  NOTICE,
  WARN,
  ERROR,
  CRIT;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word in log lines. */
  public String word() {
    return word;
  }

  /** The level that an attribute's value means; the debug_... kinds are all {@link #DEBUG}. */
  public static LogLevel named(String value) {
    for (LogLevel level : values()) {
      if (level.word.equals(value)) {
        return level;
      }
    }
    return DEBUG;
  }
}
