package org.gatepost.net;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as the rest of the program wants them: never IPv4-mapped, never with a name. */
public final class Addresses {
  private Addresses() {}

  /**
   * {@code address:port}, with an IPv6 address in brackets. The JDK's own addresses are never
   * IPv4-mapped; Netty's epoll transport hands them through the same constructor.
   */
  public static String text(InetSocketAddress address) {
    String host = text(address.getAddress());
    return address.getAddress() instanceof Inet6Address
        ? "[" + host + "]:" + address.getPort()
        : host + ":" + address.getPort();
  }

  /** The bare address without scope and brackets, in its one short form: RFC 5952. */
  public static String text(InetAddress address) {
    return NetUtil.toAddressString(address);
  }

  /**
   * An IPv4-mapped IPv6 address as the IPv4 address that it is: on a dual-stack socket one client
   * must not have two names (spec mail 8.1, 11).
   */
  public static InetSocketAddress normal(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address ipv6 && isMapped(ipv6.getAddress())
        ? new InetSocketAddress(unmapped(ipv6.getAddress()), address.getPort())
        : address;
  }

  private static boolean isMapped(byte[] octets) {
    for (int i = 0; i < 10; i++) {
      if (octets[i] != 0) {
        return false;
      }
    }
    return octets[10] == -1 && octets[11] == -1;
  }

  private static InetAddress unmapped(byte[] octets) {
    try {
      return Inet4Address.getByAddress(new byte[] {octets[12], octets[13], octets[14], octets[15]});
    } catch (java.net.UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
