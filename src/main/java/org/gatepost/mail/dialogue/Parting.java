package org.gatepost.mail.dialogue;

/** Why the proxy sends a client away before it has logged in. */
public enum Parting {
  /** The client said nothing for too long, or took too long to log in. */
  IDLE,
  /** The door, or the client's address, has as many connections as it may have. */
  TOO_MANY_CONNECTIONS
}
