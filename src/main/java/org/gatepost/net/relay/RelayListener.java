package org.gatepost.net.relay;

/** Hears of the end of one relay, on its event loop. */
@FunctionalInterface
public interface RelayListener {
  /**
   * Both connections are closed.
   *
   * @param octetsUp octets from the client to the upstream server
   * @param octetsDown octets from the upstream server to the client
   */
  void ended(RelayEnd end, long octetsUp, long octetsDown);
}
