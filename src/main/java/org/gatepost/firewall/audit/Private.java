package org.gatepost.firewall.audit;

import java.net.InetAddress;
import java.util.List;
import org.gatepost.settings.Cidr;

/** Networks that are not of the Internet: RFC 1918, 4193, 6598, and what never leaves a link. */
final class Private {
  private static final List<Cidr> NETWORKS =
      List.of(
          Cidr.parse("10.0.0.0/8"),
          Cidr.parse("172.16.0.0/12"),
          Cidr.parse("192.168.0.0/16"),
          Cidr.parse("100.64.0.0/10"),
          Cidr.parse("169.254.0.0/16"),
          Cidr.parse("127.0.0.0/8"),
          Cidr.parse("fc00::/7"),
          Cidr.parse("fe80::/10"),
          Cidr.parse("::1"));

  private Private() {}

  static boolean has(InetAddress address) {
    return Cidr.anyContains(NETWORKS, address);
  }
}
