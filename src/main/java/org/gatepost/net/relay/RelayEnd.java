package org.gatepost.net.relay;

/** Why a relay ended. */
public enum RelayEnd {
  /** Both sides had said all. */
  CLOSED,
  /** A connection broke. */
  BROKEN,
  /** Neither side said anything for too long. */
  IDLE,
  /** The proxy stops, or its operator ends the session. */
  SHUTDOWN
}
