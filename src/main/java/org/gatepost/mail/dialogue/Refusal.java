package org.gatepost.mail.dialogue;

/**
 * A failed login, as the dialogue hears of it.
 *
 * @param upstreamReply what the upstream server answered to the login, whole lines, to be relayed
 *     untouched; empty if there is nothing that the client may see
 */
public record Refusal(LoginFailure failure, Octets upstreamReply) {
  public Refusal(LoginFailure failure) {
    this(failure, Octets.NONE);
  }

  public boolean hasReply() {
    return !upstreamReply.isEmpty();
  }
}
