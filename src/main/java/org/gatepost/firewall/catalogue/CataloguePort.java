package org.gatepost.firewall.catalogue;

import java.util.Optional;
import java.util.Set;

/**
 * One port of the catalogue: a row of spec http 6.1 or 6.2. A service that is reached over both
 * transports has two rows.
 *
 * @param number the number where nothing moves it
 * @param service what it is, in a few words
 * @param servedBy the role whose host listens on it
 * @param single who must reach it where all roles are on one host
 * @param multi who must reach it where the roles are on several hosts
 * @param neededBy the roles whose hosts connect to it; empty unless the audience has nodes
 * @param movedBy the attribute that gives another number
 * @param articles which list of the two articles names it; empty for what both omit
 * @param note what an administrator should know about it; may be empty
 */
public record CataloguePort(
    int number,
    Transport transport,
    String service,
    Role servedBy,
    Audience single,
    Audience multi,
    Set<Role> neededBy,
    Optional<String> movedBy,
    Set<Article> articles,
    String note) {
  public CataloguePort {
    neededBy = Set.copyOf(neededBy);
    articles = Set.copyOf(articles);
  }

  /** Number and transport as they are written: {@code 11211/udp}. */
  public String name() {
    return number + "/" + transport;
  }
}
