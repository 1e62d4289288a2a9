package org.gatepost.mail.dialogue;

/**
 * The name and version that a client gave with ID, RFC 2971; each empty if it gave none or one that
 * must not be passed on.
 */
public record ClientId(String name, String version) {
  public static final ClientId UNKNOWN = new ClientId("", "");

  private static final int MAX_OCTETS = 128;

  public ClientId {
    name = safe(name);
    version = safe(version);
  }

  /**
   * These values stand in a command to the upstream server. Whoever could get a line end, a quote
   * or a parenthesis into them could say anything there, before any login (spec mail 8.1, 2): a
   * value with such a character is dropped as a whole.
   */
  private static String safe(String value) {
    boolean harmless =
        value.length() <= MAX_OCTETS
            && value.chars().allMatch(c -> c >= ' ' && c < 0x7f && "\"\\(){},".indexOf(c) < 0);
    return harmless ? value : "";
  }
}
