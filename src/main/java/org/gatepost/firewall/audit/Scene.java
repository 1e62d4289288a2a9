package org.gatepost.firewall.audit;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * @param strangers whom neither the rules nor the whitelist know, one for each family
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
    List<InetAddress> strangers,
    List<String> options) {
  /** By which a host gets its own addresses; anybody may forge the answers, firewall or not. */
  private static final Set<Door> DHCP =
      Set.of(new Door(Transport.UDP, 68), new Door(Transport.UDP, 546));

  public Scene {
    own = List.copyOf(own);
    strangers = List.copyOf(strangers);
    options = List.copyOf(options);
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
    return new Packet(transport, source, destinations(Words.isIpv4(source)).getFirst(), port);
  }

  /**
   * The addresses of this host to which packets from afar come, first those that others know it by;
   * never empty, for rules stand there too for a family that the host has not yet.
   */
  List<InetAddress> destinations(boolean ipv4) {
    List<InetAddress> destinations =
        Stream.concat(host().addresses().stream().filter(own::contains), own.stream())
            .filter(address -> Words.isIpv4(address) == ipv4)
            .filter(address -> !address.isLinkLocalAddress())
            .distinct()
            .toList();
    return destinations.isEmpty()
        ? List.of(Cidr.literal(ipv4 ? "192.0.2.1" : "2001:db8::1"))
        : destinations;
  }

  /** Those, and each that a socket has for itself alone. */
  List<InetAddress> destinations(Door door, boolean ipv4) {
    Stream<InetAddress> bound =
        sockets(door)
            .map(ListeningSocket::address)
            .filter(address -> !address.isAnyLocalAddress() && Words.isIpv4(address) == ipv4);
    return Stream.concat(destinations(ipv4).stream(), bound).distinct().toList();
  }

  /** What takes packets at that door that come from other hosts to that address. */
  List<ListeningSocket> listening(Door door, InetAddress destination) {
    return sockets(door).filter(socket -> takes(socket, destination)).toList();
  }

  /** The doors behind which something listens that is not for this host alone. */
  Set<Door> listeningDoors() {
    Set<Door> doors = new LinkedHashSet<>();
    sockets.what().orElseGet(List::of).stream()
        .filter(socket -> !socket.address().isLoopbackAddress())
        .forEach(socket -> doors.add(new Door(socket.transport(), socket.port())));
    doors.removeAll(DHCP);
    return doors;
  }

  /** The sockets at a door that are not for this host alone. */
  private Stream<ListeningSocket> sockets(Door door) {
    return sockets.what().orElseGet(List::of).stream()
        .filter(socket ->
            socket.transport() == door.transport()
                && socket.port() == door.port()
                && !socket.address().isLoopbackAddress());
  }

  private static boolean takes(ListeningSocket socket, InetAddress destination) {
    if (!socket.address().isAnyLocalAddress()) {
      return socket.address().equals(destination);
    }
    return Words.isIpv4(socket.address()) == Words.isIpv4(destination)
        || (Words.isIpv4(destination) && socket.alsoIpv4());
  }
}
