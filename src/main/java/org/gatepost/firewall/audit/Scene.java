package org.gatepost.firewall.audit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatepost.directory.Directory;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.host.ListeningSocket;
import org.gatepost.firewall.plan.Permit;
import org.gatepost.firewall.plan.Source;
import org.gatepost.firewall.plan.Terms;
import org.gatepost.firewall.plan.Whitelist;
import org.gatepost.firewall.rules.ActiveRules;
import org.gatepost.firewall.rules.Packet;
import org.gatepost.firewall.system.Host;
import org.gatepost.firewall.system.MailSystem;
import org.gatepost.settings.Cidr;

/**
 * All that an audit looks at.
 *
 * @param system every host
 * @param terms what whitelists are made by
 * @param whitelist of the audited host
 * @param own the addresses of this machine, without loopback
 * @param here whether the audited host is this machine
 * @param sockets what listens here
 * @param rules what is active here
 * @param options which system it is, for commands that are to be about the same one; each as a
 *     shell takes it
 */
public record Scene(
    Directory directory,
    MailSystem system,
    Terms terms,
    Whitelist whitelist,
    List<InetAddress> own,
    boolean here,
    Seen<List<ListeningSocket>> sockets,
    Seen<ActiveRules> rules,
    List<String> options) {
  /** Ordinary addresses of the Internet; no packet is sent to them. */
  private static final List<String> ORDINARY =
      List.of("81.2.69.142", "2.125.160.216", "2a02:4780:1:1::1", "2a01:4f8:c17:b0f::2");

  public Scene {
    own = List.copyOf(own);
    options = List.copyOf(options);
  }

  /** Of the system that is found without options. */
  public Scene(
      Directory directory,
      MailSystem system,
      Terms terms,
      Whitelist whitelist,
      List<InetAddress> own,
      boolean here,
      Seen<List<ListeningSocket>> sockets,
      Seen<ActiveRules> rules) {
    this(directory, system, terms, whitelist, own, here, sockets, rules, List.of());
  }

  /** The same with these options. */
  public Scene with(List<String> given) {
    return new Scene(directory, system, terms, whitelist, own, here, sockets, rules, given);
  }

  /** Why something of this machine cannot be seen, if so. */
  Optional<String> hidden() {
    return rules.what().isEmpty()
        ? Optional.of(rules.whyNot())
        : Optional.of(sockets.whyNot()).filter(_ -> sockets.what().isEmpty());
  }

  Host host() {
    return whitelist.host();
  }

  /** Somebody whom neither the rules nor the whitelist know; one for each family. */
  List<InetAddress> strangers() {
    List<Cidr> named = new ArrayList<>(rules.what().map(ActiveRules::networks).orElseGet(List::of));
    whitelist.permits().forEach(permit -> named.addAll(networks(permit.source())));
    named.removeIf(network -> network.prefix() == 0);
    return Stream.of(4, 16)
        .map(octets ->
            ORDINARY.stream()
                .map(Cidr::literal)
                .filter(address -> address.getAddress().length == octets)
                .sorted((a, b) ->
                    Boolean.compare(Cidr.anyContains(named, a), Cidr.anyContains(named, b)))
                .findFirst()
                .orElseThrow())
        .toList();
  }

  static List<Cidr> networks(Source source) {
    return switch (source) {
      case Source.Anyone() -> List.of();
      case Source.Networks(var _, var networks) -> networks;
    };
  }

  /** Whether the whitelist lets somebody in. */
  boolean permits(Transport transport, int port, InetAddress source) {
    return whitelist.permits().stream()
        .anyMatch(permit ->
            permit.transport() == transport && permit.port() == port && admits(permit, source));
  }

  static boolean admits(Permit permit, InetAddress source) {
    return switch (permit.source()) {
      case Source.Anyone() -> true;
      case Source.Networks(var _, var networks) -> Cidr.anyContains(networks, source);
    };
  }

  /** A packet to this host; to the address of the source's family that others know it by. */
  Packet packet(Transport transport, int port, InetAddress source) {
    int octets = source.getAddress().length;
    InetAddress destination =
        Stream.concat(host().addresses().stream().filter(own::contains), own.stream())
            .filter(address -> address.getAddress().length == octets)
            .filter(address -> !address.isLinkLocalAddress())
            .findFirst()
            .orElseGet(() -> Cidr.literal(octets == 4 ? "192.0.2.1" : "2001:db8::1"));
    return new Packet(transport, source, destination, port);
  }

  /** Whether something takes packets at that port that come from other hosts over that family. */
  boolean listens(Transport transport, int port, boolean ipv4) {
    return sockets.what().orElseGet(List::of).stream()
        .anyMatch(socket ->
            socket.transport() == transport && socket.port() == port && isOpenTo(socket, ipv4));
  }

  static boolean isOpenTo(ListeningSocket socket, boolean ipv4) {
    boolean ofIpv4 = socket.address().getAddress().length == 4;
    return !socket.address().isLoopbackAddress() && (ofIpv4 == ipv4 || (ipv4 && socket.alsoIpv4()));
  }
}
