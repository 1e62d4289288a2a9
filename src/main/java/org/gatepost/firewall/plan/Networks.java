package org.gatepost.firewall.plan;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.gatepost.settings.Cidr;

/** Lists of networks as firewalls want them: none within another, IPv4 first, sorted. */
final class Networks {
  private static final Comparator<Cidr> ORDER =
      Comparator.<Cidr>comparingInt(range -> range.network().getAddress().length)
          .thenComparing(range -> range.network().getAddress(), Arrays::compareUnsigned)
          .thenComparingInt(Cidr::prefix);

  private Networks() {}

  /**
   * The same addresses without a network that lies within another.
   *
   * @param told a sentence for each that is left out
   */
  static List<Cidr> merged(Collection<Cidr> networks, Consumer<String> told) {
    List<Cidr> kept = new ArrayList<>();
    // In this order a network comes after every one that it lies within.
    for (Cidr network : networks.stream().distinct().sorted(ORDER).toList()) {
      kept.stream()
          .filter(wider -> wider.contains(network.network()))
          .findFirst()
          .ifPresentOrElse(
              wider -> told.accept("%s is left out: %s has it.".formatted(network, wider)),
              () -> kept.add(network));
    }
    return kept;
  }

  /** Networks of one address each. */
  static List<Cidr> each(Collection<InetAddress> addresses) {
    return addresses.stream()
        .map(address -> new Cidr(address, address.getAddress().length * 8))
        .toList();
  }
}
