package org.gatepost.mail.dialogue;

import java.time.Duration;
import java.util.Optional;

/**
 * A failed login, as the dialogue hears of it.
 *
 * @param upstreamReply what the upstream server answered to the login, whole lines, to be relayed
 *     untouched; empty if there is nothing that the client may see
 * @param delay how long the client waits to hear of it; absent: as the door has it
 * @param words what the client is told if there is no reply to relay; absent: the usual words
 * @param ends whether the connection ends with it
 */
public record Refusal(
    LoginFailure failure,
    Octets upstreamReply,
    Optional<Duration> delay,
    Optional<String> words,
    boolean ends) {
  public Refusal(LoginFailure failure) {
    this(failure, Octets.NONE);
  }

  public Refusal(LoginFailure failure, Octets upstreamReply) {
    this(failure, upstreamReply, Optional.empty(), Optional.empty(), false);
  }

  public boolean hasReply() {
    return !upstreamReply.isEmpty();
  }
}
