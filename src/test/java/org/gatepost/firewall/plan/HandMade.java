package org.gatepost.firewall.plan;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatepost.firewall.catalogue.Audience;
import org.gatepost.firewall.catalogue.CataloguePort;
import org.gatepost.firewall.catalogue.Role;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.plan.Source.Anyone;
import org.gatepost.firewall.plan.Source.Networks;
import org.gatepost.firewall.system.Host;
import org.gatepost.firewall.system.Opening;
import org.gatepost.settings.Cidr;

/** Whitelists as a test needs them. */
final class HandMade {
  static final Source ANYONE = new Anyone();
  static final Source ADMINISTRATORS =
      networks(Networks.ADMINISTRATORS, "192.0.2.0/24", "2001:db8:1::/48");
  static final Permit SSH = new Permit(Transport.TCP, 22, ADMINISTRATORS, "SSH");

  private HandMade() {}

  static Source networks(String who, String... networks) {
    return new Networks(who, Stream.of(networks).map(Cidr::parse).toList());
  }

  static Permit tcp(int port, Source source, String service) {
    return new Permit(Transport.TCP, port, source, service);
  }

  /** A proxy with its doors, and memcached for one mailbox server. */
  static Whitelist proxy() {
    return whitelist(
        SSH,
        tcp(443, ANYONE, "web TLS"),
        tcp(993, ANYONE, "IMAPS"),
        tcp(9071, ADMINISTRATORS, "admin console"),
        tcp(11211, networks("mbx1.example.com", "10.0.0.11", "2001:db8::11"), "memcached"));
  }

  /** All ports but that of SSH are the proxy's. */
  static Whitelist whitelist(Permit... permits) {
    return whitelist(List.of(permits));
  }

  static Whitelist whitelist(List<Permit> permits) {
    List<Opening> openings =
        permits.stream().filter(permit -> permit.port() != 22).map(HandMade::opening).toList();
    Host host =
        new Host(
            "proxy.example.com",
            List.of(InetAddress.ofLiteral("10.0.0.5")),
            Set.of(Role.PROXY, Role.EVERY),
            openings);
    return new Whitelist(host, permits, List.of());
  }

  private static Opening opening(Permit permit) {
    CataloguePort port =
        new CataloguePort(
            permit.port(),
            permit.transport(),
            permit.service(),
            Role.PROXY,
            Audience.ANYONE,
            Audience.ANYONE,
            Set.of(),
            Optional.empty(),
            Set.of(),
            "");
    return new Opening(port, permit.port(), true, "");
  }
}
