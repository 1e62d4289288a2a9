package org.gatepost.testing;

import static org.gatepost.testing.MailNetwork.ADMINISTRATOR;
import static org.gatepost.testing.MailNetwork.LDAP;
import static org.gatepost.testing.MailNetwork.MAILBOX;
import static org.gatepost.testing.MailNetwork.MEMCACHED;
import static org.gatepost.testing.MailNetwork.PLACES;
import static org.gatepost.testing.MailNetwork.PROXY;
import static org.gatepost.testing.MailNetwork.SERVERS;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.gatepost.directory.Directory;
import org.gatepost.firewall.catalogue.Catalogue;
import org.gatepost.firewall.catalogue.CataloguePort;
import org.gatepost.firewall.plan.Permit;
import org.gatepost.firewall.plan.Source;
import org.gatepost.firewall.plan.Terms;
import org.gatepost.firewall.plan.Whitelists;
import org.gatepost.firewall.system.MailSystem;
import org.gatepost.firewall.system.SystemMap;
import org.gatepost.settings.Cidr;
import org.gatepost.settings.DirectorySource;
import org.gatepost.testing.Network.Place;

/** What must be possible in a {@link MailNetwork}, said twice: by hand, and by the whitelists. */
public final class ExpectedFlows {
  /** Every port of the catalogue, where SSH is on one host, and one that nobody knows. */
  public static final List<String> PORTS =
      Stream.concat(
              Catalogue.ports().stream().map(CataloguePort::name),
              Stream.of("2222/tcp", "12345/tcp"))
          .toList();

  /** From where the administrator comes. */
  public static final List<String> ADMIN_NETWORKS = List.of("198.51.100.0/24", "2001:db8:ad::/64");

  private final Set<Flow> flows = new HashSet<>();

  private ExpectedFlows() {}

  /** All of them, worked out by a person from spec http 6.1 and 6.2. */
  public static Set<Flow> byHand() {
    var expected = new ExpectedFlows();
    for (var server : SERVERS) {
      int ssh = server.equals(MEMCACHED) ? 2222 : 22;
      expected.from(ADMINISTRATOR, server, ssh);
      SERVERS.forEach(node -> expected.from(node, server, ssh));
    }
    PLACES.forEach(anyone -> expected.from(anyone, PROXY, 80, 110, 143, 443, 993, 995));
    expected.from(ADMINISTRATOR, PROXY, 9071);
    expected.from(PROXY, MAILBOX, 7072, 7110, 7143, 7993, 7995, 8080, 8443, 8742, 8743);
    expected.from(ADMINISTRATOR, MAILBOX, 7071);
    SERVERS.forEach(node -> expected.from(node, MAILBOX, 7071));
    SERVERS.forEach(node -> expected.from(node, LDAP, 389, 636));
    expected.from(PROXY, MEMCACHED, 11211);
    expected.from(MAILBOX, MEMCACHED, 11211);
    return expected.flows;
  }

  private void from(Place source, Place destination, int... ports) {
    for (int port : ports) {
      if (!source.equals(destination)) {
        flows.add(new Flow(source, destination, false, port + "/tcp"));
        flows.add(new Flow(source, destination, true, port + "/tcp"));
      }
    }
  }

  /** Those that the whitelists of the servers permit. */
  public static Set<Flow> byWhitelists(Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("directory.ldif"), MailNetworkData.ldif());
    MailSystem system;
    try (var directory = Directory.open(new DirectorySource.EmbeddedFile(file))) {
      system =
          SystemMap.read(
              directory,
              directory.settings(PROXY.name(), Map.of()),
              name ->
                  PLACES.stream()
                      .filter(place -> place.name().equals(name))
                      .flatMap(place -> List.of(place.ipv4Address(), place.ipv6Address()).stream())
                      .map(InetAddress::ofLiteral)
                      .toArray(InetAddress[]::new));
    }
    var administrators = ADMIN_NETWORKS.stream().map(Cidr::parse).toList();
    Set<Flow> permitted = new HashSet<>();
    for (var server : SERVERS) {
      var terms = new Terms(administrators, Set.of(MailNetwork.sshPort(server)));
      var permits = Whitelists.of(system, system.host(server.name()), terms).permits();
      Flow.all(PORTS).stream()
          .filter(flow -> flow.to().equals(server))
          .filter(flow -> permits.stream().anyMatch(permit -> lets(permit, flow)))
          .forEach(permitted::add);
    }
    return permitted;
  }

  private static boolean lets(Permit permit, Flow flow) {
    return flow.port().equals(permit.port() + "/" + permit.transport())
        && switch (permit.source()) {
          case Source.Anyone() -> true;
          case Source.Networks networks ->
              Cidr.anyContains(networks.networks(), InetAddress.ofLiteral(flow.source()));
        };
  }
}
