package org.gatepost.firewall.audit;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatepost.firewall.rules.Packet;
import org.gatepost.settings.Cidr;

/** The rules by which packets get in, with the addresses of this host. Confined to one thread. */
final class Ways {
  private record Way(boolean ipv4, String rule) {}

  private final List<InetAddress> own;
  private final Map<Way, Set<InetAddress>> ways = new LinkedHashMap<>();

  Ways(Scene scene) {
    own = scene.own();
  }

  void add(Packet packet, String rule) {
    InetAddress to = packet.destination();
    ways.computeIfAbsent(new Way(Words.isIpv4(to), rule), _ -> new LinkedHashSet<>()).add(to);
  }

  boolean isEmpty() {
    return ways.isEmpty();
  }

  /** {@code IPv4 to 192.0.2.1: tcp dport 25 accept}. */
  List<String> lines() {
    return ways.entrySet().stream()
        .map(way ->
            Words.family(way.getKey().ipv4()) + to(way.getValue()) + ": " + way.getKey().rule())
        .toList();
  }

  private String to(Set<InetAddress> addresses) {
    String shown =
        addresses.stream().filter(own::contains).map(Cidr::text).collect(Collectors.joining(", "));
    return shown.isEmpty() ? "" : " to " + shown;
  }
}
