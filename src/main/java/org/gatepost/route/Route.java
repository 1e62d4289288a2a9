package org.gatepost.route;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where a login goes, and as whom.
 *
 * @param host the upstream server's name as it is configured, which its certificate must bear
 * @param port 1 to 65535
 * @param addresses those of the host, best first; empty: whoever connects asks the DNS
 * @param account the name to log in with there
 * @param cacheable whether the answer would be the same for every other client address
 * @param aliasCacheable whether it may be kept that the login name means this account ({@code
 *     Auth-Cache-Alias}, spec mail 2.8)
 */
public record Route(
    String host,
    int port,
    List<InetSocketAddress> addresses,
    String account,
    boolean cacheable,
    boolean aliasCacheable) {
  public Route {
    addresses = List.copyOf(addresses);
  }

  /** The same route with these addresses. */
  Route at(List<InetSocketAddress> found) {
    return new Route(host, port, found, account, cacheable, aliasCacheable);
  }

  /** Whether both lead to the same server. */
  public boolean leadsTo(Route other) {
    return host.equals(other.host) && port == other.port;
  }
}
