package org.gatepost.firewall.system;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.gatepost.settings.Cidr;

/** The addresses at which other hosts can reach one. */
final class Addresses {
  private static final Comparator<InetAddress> ORDER =
      Comparator.<InetAddress>comparingInt(address -> address.getAddress().length)
          .thenComparing(InetAddress::getAddress, Arrays::compareUnsigned);

  private Addresses() {}

  /** IPv4 first, sorted, each once; without those that mean only the host itself, or its link. */
  static List<InetAddress> reachable(Collection<InetAddress> addresses) {
    return addresses.stream()
        .map(Cidr::plain)
        .filter(address ->
            !address.isLoopbackAddress()
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !address.isLinkLocalAddress())
        .distinct()
        .sorted(ORDER)
        .toList();
  }
}
