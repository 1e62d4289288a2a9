package org.gatepost.firewall.system;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.gatepost.firewall.catalogue.Role;

/**
 * One host of the mail system.
 *
 * @param name its name in the directory, or as it was given by hand: {@link #NAME}, fit for
 *     comments and shell lines
 * @param addresses its IPv4 and IPv6 addresses, without loopback; IPv4 first, sorted
 * @param roles what it does; always with {@link Role#EVERY}
 * @param openings its ports, in the catalogue's order, disabled ones too
 */
public record Host(
    String name, List<InetAddress> addresses, Set<Role> roles, List<Opening> openings) {
  /** What may be the name of a host: names of the DNS, and addresses. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9:][A-Za-z0-9._:-]{0,252}");

  public Host {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a host");
    }
    addresses = List.copyOf(addresses);
    roles = Set.copyOf(roles);
    openings = List.copyOf(openings);
  }

  /** The ports that the settings open here. */
  public List<Opening> enabled() {
    return openings.stream().filter(Opening::enabled).toList();
  }
}
