package org.gatepost.route;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where a login goes, and as whom.
 *
 * @param host the upstream server's name as it is configured, which its certificate must bear; an
 *     address if no name is known
 * @param port 1 to 65535
 * @param addresses those of the host, best first; empty: whoever connects asks the DNS
 * @param account the name to log in with there
 * @param password what to log in with there, if it is not the client's own
 * @param keeping who may be given the same answer
 */
public record Route(
    String host,
    int port,
    List<InetSocketAddress> addresses,
    String account,
    Optional<Password> password,
    Keeping keeping) {
  public Route {
    addresses = List.copyOf(addresses);
  }

  /** How far an answer holds. */
  public enum Keeping {
    /** For this one login. */
    NOT,
    /** For every client that types the same name. */
    ROUTE,
    /** The same; and that the typed name means this account may be kept as well (spec mail 2.8). */
    ROUTE_AND_ALIAS
  }

  /** Whether the answer would be the same for every other client address. */
  public boolean cacheable() {
    return keeping != Keeping.NOT;
  }

  /** The same route with these addresses. */
  public Route at(List<InetSocketAddress> found) {
    return new Route(host, port, found, account, password, keeping);
  }

  /** The same route with another name for the same server. */
  public Route to(String name, List<InetSocketAddress> found) {
    return new Route(name, port, found, account, password, keeping);
  }

  /** The same route, for others too or not. */
  public Route keptAs(Keeping wanted) {
    return new Route(host, port, addresses, account, password, wanted);
  }

  /** Whether both lead to the same account on the same server; neither name knows letter case. */
  public boolean leadsWhere(Route other) {
    return host.equalsIgnoreCase(other.host)
        && port == other.port
        && account.equalsIgnoreCase(other.account);
  }
}
