package org.gatepost.firewall.audit;

import org.gatepost.firewall.catalogue.Transport;

/** A port that packets knock at. */
record Door(Transport transport, int port) {
  /** As ufw and firewalld write it: {@code 11211/udp}. */
  @Override
  public String toString() {
    return port + "/" + transport;
  }
}
