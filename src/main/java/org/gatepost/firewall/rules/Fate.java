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
    /**
     * It goes to another host or a container, and never meets the rules for this host's sockets.
     */
    SENT_ON,
    /** A rule on its way says something that cannot be followed here. */
    UNKNOWN
  }

  /** Whether nothing that is read here tells if the packet gets to where it wants to. */
  public boolean isUnclear() {
    return outcome == Outcome.UNKNOWN || outcome == Outcome.SENT_ON;
  }
}
