package org.gatepost.route.lookup;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.gatepost.settings.IpMode;

/** Finds the addresses of upstream servers as {@code zimbraIPMode} wants them (spec mail 2.7). */
final class HostAddresses {
  /** Asks the DNS. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final Resolver resolver;
  private final IpMode mode;

  HostAddresses(Resolver resolver, IpMode mode) {
    this.resolver = resolver;
    this.mode = mode;
  }

  /**
   * The addresses, best first; none if the DNS knows none. That is no failure here: whoever
   * connects asks again, and can say better what went wrong.
   */
  List<InetSocketAddress> of(String host, int port, Trace trace) {
    var ipv4 = new ArrayList<InetSocketAddress>();
    var ipv6 = new ArrayList<InetSocketAddress>();
    try {
      for (var address : resolver.resolve(host)) {
        (address instanceof Inet4Address ? ipv4 : ipv6).add(new InetSocketAddress(address, port));
      }
    } catch (UnknownHostException _) {
      trace.say("The DNS knows no address of %s.".formatted(host));
    }
    return switch (mode) {
      case IPV4 -> ipv4;
      case IPV6 -> ipv6;
      case BOTH -> {
        ipv4.addAll(ipv6);
        yield ipv4;
      }
    };
  }
}
