package org.gatepost.firewall.audit;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatepost.settings.Cidr;

/** Who knows nobody here: addresses of the Internet that no rule has a word for. */
final class Strangers {
  /** Ordinary addresses; no packet is sent to them. */
  private static final List<String> ORDINARY = List.of("81.2.69.142", "2a02:4780:1:1::1");

  /** What the Internet has no hosts in: RFC 6890; of IPv6 only 2000::/3 is given out. */
  private static final List<Cidr> RESERVED =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              "::/3",
              "2001:db8::/32",
              "4000::/2",
              "8000::/1")
          .map(Cidr::parse)
          .toList();

  private Strangers() {}

  /** One for each family, outside all of these networks, or outside all but the widest of them. */
  static List<InetAddress> to(List<Cidr> networks) {
    return ORDINARY.stream()
        .map(Cidr::literal)
        .map(ordinary ->
            Stream.iterate(1, prefix -> prefix <= 129, prefix -> prefix + 1)
                .flatMap(least -> outside(networks, least, ordinary).stream())
                .findFirst()
                .orElse(ordinary))
        .toList();
  }

  /** One outside of those that are no wider; the ordinary one if it is that. */
  private static Optional<InetAddress> outside(
      List<Cidr> networks, int leastPrefix, InetAddress ordinary) {
    int octets = ordinary.getAddress().length;
    List<Cidr> named =
        new ArrayList<>(networks.stream().filter(each -> each.prefix() >= leastPrefix).toList());
    named.addAll(RESERVED);
    named.removeIf(network -> network.network().getAddress().length != octets);
    if (!Cidr.anyContains(named, ordinary)) {
      return Optional.of(ordinary);
    }
    // In this order no network begins before a gap and ends within it.
    named.sort(
        Comparator.comparing(network -> network.network().getAddress(), Arrays::compareUnsigned));
    BigInteger gap = BigInteger.ZERO;
    for (Cidr network : named) {
      BigInteger first = new BigInteger(1, network.network().getAddress());
      if (first.compareTo(gap) > 0) {
        break;
      }
      gap = gap.max(first.add(BigInteger.ONE.shiftLeft(octets * 8 - network.prefix())));
    }
    return address(gap, octets);
  }

  /** Nothing after the last address that there is. */
  private static Optional<InetAddress> address(BigInteger number, int octets) {
    if (number.bitLength() > octets * 8) {
      return Optional.empty();
    }
    byte[] digits = number.toByteArray();
    byte[] address = new byte[octets];
    int length = Math.min(digits.length, octets);
    System.arraycopy(digits, digits.length - length, address, octets - length, length);
    try {
      return Optional.of(InetAddress.getByAddress(address));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four or sixteen bytes are always an address", e);
    }
  }
}
