package org.gatepost.mail.upstream;

import org.gatepost.mail.dialogue.LoginFailure;
import org.gatepost.mail.dialogue.Octets;

/** What an upstream login wants done after a line of the upstream server. */
public sealed interface UpstreamStep {
  /** The line was for the proxy alone; wait for the next one. */
  record Drop() implements UpstreamStep {}

  /** The line belongs to what the client will be told; wait for the next one. */
  record Keep() implements UpstreamStep {}

  /** The line was for the proxy alone; say this. */
  record Send(Octets octets) implements UpstreamStep {}

  /** Logged in: this line and those kept before it go to the client untouched. */
  record LoggedIn() implements UpstreamStep {}

  /**
   * Not logged in.
   *
   * @param relayed whether this line and those kept before it are for the client
   */
  record Refused(LoginFailure failure, boolean relayed) implements UpstreamStep {}

  UpstreamStep DROP = new Drop();
  UpstreamStep KEEP = new Keep();
  UpstreamStep LOGGED_IN = new LoggedIn();
}
