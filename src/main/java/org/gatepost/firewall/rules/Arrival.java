package org.gatepost.firewall.rules;

import java.util.Optional;
import org.gatepost.firewall.catalogue.Transport;

/**
 * A packet on its way through the rules.
 *
 * @param port where it goes now: a redirection may have changed it
 * @param device the interface through which it comes, never loopback; empty where that cannot be
 *     told
 */
record Arrival(Packet packet, int port, Optional<String> device) {
  boolean isIpv4() {
    return packet.source().getAddress().length == 4;
  }

  boolean isTcp() {
    return packet.transport() == Transport.TCP;
  }

  Arrival redirected(int to) {
    return new Arrival(packet, to, device);
  }
}
