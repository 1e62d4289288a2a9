package org.gatepost.net.relay;

import io.netty.buffer.ByteBuf;

/**
 * Follows what an upstream server says, just closely enough to know where one response ends and the
 * next has not begun: there, and only there, the proxy may put in words of its own. One for each
 * relay, confined to its event loop.
 */
public interface Boundary {
  /** These octets went to the client. */
  void pass(ByteBuf octets, int index, int length);

  /** How many of the next octets need not be seen: the rest of a literal. */
  long opaque();

  /** This many octets, all of them opaque, went to the client unseen. */
  void passUnseen(long length);

  /** Whether a response has just ended. */
  boolean isBetweenResponses();
}
