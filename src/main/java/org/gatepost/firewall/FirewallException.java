package org.gatepost.firewall;

/** What was asked cannot be done; the message is a sentence for the administrator. */
public final class FirewallException extends Exception {
  private static final long serialVersionUID = 1L;

  public FirewallException(String sentence) {
    super(sentence);
  }

  public FirewallException(String sentence, Exception cause) {
    super(sentence, cause);
  }
}
