package org.gatepost.firewall.rules;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.gatepost.firewall.rules.Value.Absent;
import org.gatepost.firewall.rules.Value.Address;
import org.gatepost.firewall.rules.Value.Bits;
import org.gatepost.firewall.rules.Value.Device;
import org.gatepost.firewall.rules.Value.Several;
import org.gatepost.firewall.rules.Value.Unknown;
import org.gatepost.firewall.rules.Value.Whole;
import org.gatepost.firewall.rules.Value.Word;

/** The left side of a comparison in nft's JSON: what of the packet is meant. */
final class NftValue {
  private NftValue() {}

  static Value of(Json left, Arrival arrival) {
    var tag = left.tag().orElse(null);
    if (tag == null) {
      return new Unknown();
    }
    Json said = tag.getValue();
    return switch (tag.getKey()) {
      case "payload" -> payload(said.word("protocol"), said.word("field"), arrival);
      case "meta" -> meta(said.word("key"), arrival);
      case "ct" -> conntrack(said.word("key"));
      case "fib" -> fib(said);
      case "concat" -> several(said.items(), arrival);
      case "&" -> masked(said.items(), arrival);
      case "rt", "exthdr", "ip option" -> new Unknown();
      default -> new Unknown();
    };
  }

  private static Value several(List<Json> parts, Arrival arrival) {
    List<Value> values = parts.stream().map(part -> of(part, arrival)).toList();
    return values.stream().anyMatch(Absent.class::isInstance) ? new Absent() : new Several(values);
  }

  private static Value payload(String protocol, String field, Arrival arrival) {
    return switch (protocol) {
      case "ip" -> arrival.isIpv4() ? network(field, arrival) : new Absent();
      case "ip6" -> arrival.isIpv4() ? new Absent() : network(field, arrival);
      case "tcp" -> arrival.isTcp() ? transport(field, arrival) : new Absent();
      case "udp" -> arrival.isTcp() ? new Absent() : transport(field, arrival);
      case "th" -> transport(field, arrival);
      case "icmp", "icmpv6", "igmp", "sctp", "dccp", "udplite", "esp", "ah", "arp" -> new Absent();
      default -> new Unknown();
    };
  }

  private static Value network(String field, Arrival arrival) {
    return switch (field) {
      case "saddr" -> new Address(arrival.packet().source());
      case "daddr" -> new Address(arrival.packet().destination());
      case "protocol", "nexthdr" -> protocol(arrival);
      case "version" -> new Whole(arrival.isIpv4() ? 4 : 6);
      default -> new Unknown();
    };
  }

  private static Value transport(String field, Arrival arrival) {
    return switch (field) {
      case "dport" -> new Whole(arrival.port());
      case "flags" -> new Bits(Set.of("syn"));
      // The source's port is the stranger's to choose.
      default -> new Unknown();
    };
  }

  private static Value protocol(Arrival arrival) {
    return new Word(arrival.packet().transport().toString());
  }

  private static Value meta(String key, Arrival arrival) {
    return switch (key) {
      case "l4proto" -> protocol(arrival);
      case "nfproto" -> new Word(arrival.isIpv4() ? "ipv4" : "ipv6");
      case "protocol" -> new Word(arrival.isIpv4() ? "ip" : "ip6");
      case "iif", "iifname" -> new Device(arrival.device());
      case "oif", "oifname" -> new Absent();
      case "pkttype" -> new Word("host");
      default -> new Unknown();
    };
  }

  private static Value conntrack(String key) {
    return switch (key) {
      case "state" -> new Bits(Set.of("new"));
      case "direction" -> new Word("original");
      // Neither expected by a protocol nor sent on from another address.
      case "status" -> new Bits(Set.of());
      default -> new Unknown();
    };
  }

  /** The routing table knows the source by this interface, and the destination is this host. */
  private static Value fib(Json said) {
    boolean about = said.at("flags").items().contains(new Json.Text("daddr"));
    return switch (said.word("result")) {
      case "type" -> new Word(about ? "local" : "unicast");
      case "oif", "oifname", "check" -> new Word(NftPattern.EXISTS);
      default -> new Unknown();
    };
  }

  private static Value masked(List<Json> parts, Arrival arrival) {
    if (parts.size() == 2 && of(parts.getFirst(), arrival) instanceof Bits(var bits)) {
      Set<String> left = new LinkedHashSet<>(bits);
      left.retainAll(NftPattern.names(parts.getLast()));
      return new Bits(left);
    }
    return parts.isEmpty() || !(of(parts.getFirst(), arrival) instanceof Absent)
        ? new Unknown()
        : new Absent();
  }
}
