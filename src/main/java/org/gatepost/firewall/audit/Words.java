package org.gatepost.firewall.audit;

import java.net.InetAddress;
import org.gatepost.firewall.host.ListeningSocket;
import org.gatepost.settings.Cidr;

/** How sockets and kinds of addresses are shown. */
final class Words {
  private Words() {}

  /** {@code tcp 0.0.0.0:11211 memcached (1234)}. */
  static String of(ListeningSocket socket) {
    String address = socket.address().getHostAddress();
    String shown = address.indexOf(':') < 0 ? address : "[" + Cidr.text(socket.address()) + "]";
    return "%s %s:%d %s"
        .formatted(
            socket.transport(),
            shown,
            socket.port(),
            socket.process().orElse("(owner not visible)"));
  }

  static String family(boolean ipv4) {
    return ipv4 ? "IPv4" : "IPv6";
  }

  static boolean isIpv4(InetAddress address) {
    return address.getAddress().length == 4;
  }
}
