package org.gatepost.telemetry;

/**
 * A failed login as the log has it.
 *
 * @param word the class of the reason, for the structured record
 * @param sentence the reason, for people
 * @param line the compatibility lines that go with it
 */
public record LoginFault(String word, String sentence, Line line) {
  /** Which of the original's lines a failure is written as: spec mail 7.2. */
  public enum Line {
    REFUSED_BY_UPSTREAM,
    REFUSED_BY_LOOKUP,
    LOOKUP_UNAVAILABLE,
    UPSTREAM_UNREACHABLE,
    UPSTREAM_TIMEOUT,
    OTHER
  }
}
