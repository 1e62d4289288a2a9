package org.gatepost.route.lookup;

/** A server's name and port, before the DNS is asked. */
record Destination(String host, int port) {
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
