package org.gatepost.firewall.rules;

/**
 * What the active rules do to a packet.
 *
 * @param outcome what becomes of it
 * @param rule the rule or policy that decides, as the tool prints it
 */
public record Fate(Outcome outcome, String rule) {
  /** What becomes of a packet. */
  public enum Outcome {
    ACCEPTED,
    DROPPED,
    REJECTED,
    /** A rule on its way says something that cannot be followed here. */
    UNKNOWN
  }
}
