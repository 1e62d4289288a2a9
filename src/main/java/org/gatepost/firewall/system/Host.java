package org.gatepost.firewall.system;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.gatepost.firewall.catalogue.Role;

/**
 * One host of the mail system.
 *
 * @param name its name in the directory, or as it was given by hand
 * @param addresses its IPv4 and IPv6 addresses, without loopback; IPv4 first, sorted
 * @param roles what it does; always with {@link Role#EVERY}
 * @param openings its ports, in the catalogue's order, disabled ones too
 */
public record Host(
    String name, List<InetAddress> addresses, Set<Role> roles, List<Opening> openings) {
  public Host {
    addresses = List.copyOf(addresses);
    roles = Set.copyOf(roles);
    openings = List.copyOf(openings);
  }

  /** The ports that the settings open here. */
  public List<Opening> enabled() {
    return openings.stream().filter(Opening::enabled).toList();
  }
}
