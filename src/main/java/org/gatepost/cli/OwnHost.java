package org.gatepost.cli;

import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gatepost.OpenDoor;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.firewall.catalogue.Audience;
import org.gatepost.firewall.catalogue.Catalogue;
import org.gatepost.firewall.catalogue.CataloguePort;
import org.gatepost.firewall.catalogue.Role;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.system.Host;
import org.gatepost.firewall.system.MailSystem;
import org.gatepost.firewall.system.Opening;
import org.gatepost.firewall.system.SystemMap;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;

/**
 * This host as its file has it: with the doors that Gatepost opens here, at their addresses, in
 * place of those that the directory alone would describe.
 */
final class OwnHost {
  private static final int CONSOLE = 9072;

  private final HostFile file;
  private final List<OpenDoor> doors;

  private OwnHost(HostFile file, List<OpenDoor> doors) {
    this.file = file;
    this.doors = doors;
  }

  /** The system with it; its server entry need not exist. */
  static MailSystem in(
      MailSystem system, HostFile file, Directory directory, EffectiveSettings settings)
      throws ConfigurationException, DirectoryException {
    if (!Host.NAME.matcher(file.server()).matches()) {
      throw new ConfigurationException(
          "server in %s has the value \"%s\", which no host can have; allowed: a name of the DNS, or an address."
              .formatted(file.path(), file.server()));
    }
    Optional<Host> known =
        system.hosts().stream()
            .filter(host -> host.name().equalsIgnoreCase(file.server()))
            .findFirst();
    Set<Role> roles = EnumSet.of(Role.EVERY);
    known.ifPresent(host -> roles.addAll(host.roles()));
    if (file.roles().contains(HostFile.Role.PROXY)) {
      roles.add(Role.PROXY);
    }
    Host described =
        SystemMap.byHand(
            directory,
            settings,
            known.map(Host::name).orElse(file.server()),
            addresses(file.server(), known, system),
            roles);
    OwnHost own = new OwnHost(file, OpenDoor.of(file, directory, settings));
    return system.with(
        new Host(
            described.name(),
            described.addresses(),
            described.roles(),
            own.openings(described.openings())));
  }

  /**
   * Its addresses, and where the DNS gives none but loopback's, as it does where /etc/hosts says
   * 127.0.1.1, those from which the other hosts would see it come. Nothing is sent for that.
   */
  private static Set<InetAddress> addresses(
      String server, Optional<Host> known, MailSystem system) {
    Set<InetAddress> addresses = new HashSet<>();
    known.ifPresentOrElse(
        host -> addresses.addAll(host.addresses()), () -> addresses.addAll(resolved(server)));
    if (addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
      for (Host other : system.hosts()) {
        other.addresses().forEach(address -> towards(address).ifPresent(addresses::add));
      }
    }
    return addresses;
  }

  private static List<InetAddress> resolved(String server) {
    try {
      return Arrays.asList(InetAddress.getAllByName(server));
    } catch (UnknownHostException _) {
      return List.of();
    }
  }

  private static Optional<InetAddress> towards(InetAddress other) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(other, 9));
      return Optional.of(socket.getLocalAddress());
    } catch (SocketException _) {
      // There is no way to it from here.
      return Optional.empty();
    }
  }

  private List<Opening> openings(List<Opening> described) {
    List<Opening> openings = new ArrayList<>();
    for (CataloguePort port : Catalogue.ports()) {
      Optional<Opening> known =
          described.stream().filter(opening -> opening.port().equals(port)).findFirst();
      List<OpenDoor> own =
          port.transport() == Transport.TCP
              ? doors.stream().filter(door -> door.usual() == port.number()).toList()
              : List.of();
      if (isGateposts(port)) {
        own.forEach(door -> openings.addAll(opened(port, door)));
        if (own.isEmpty()) {
          openings.add(
              known
                  .filter(opening -> !opening.enabled() && file.doors().isEmpty())
                  .orElseGet(() -> shut(port)));
        }
      } else {
        known.ifPresent(openings::add);
        if (known.isEmpty()) {
          own.forEach(door -> openings.addAll(opened(port, door)));
        }
      }
    }
    doors.stream()
        .filter(door -> Catalogue.port(door.usual(), Transport.TCP).isEmpty())
        .forEach(door -> openings.addAll(opened(uncatalogued(door), door)));
    return openings;
  }

  /** Whether the file alone says how it is here. */
  private boolean isGateposts(CataloguePort port) {
    return port.number() == CONSOLE
        || (port.servedBy() == Role.PROXY && file.roles().contains(HostFile.Role.PROXY));
  }

  private Opening shut(CataloguePort port) {
    return new Opening(port, port.number(), false, "no such door in " + file.path().getFileName());
  }

  private List<Opening> opened(CataloguePort port, OpenDoor door) {
    InetSocketAddress address = door.address();
    String because =
        "%s: %s at %s:%d"
            .formatted(
                file.path().getFileName(),
                door.name(),
                address.getAddress() instanceof Inet6Address
                    ? "[" + address.getAddress().getHostAddress() + "]"
                    : address.getAddress().getHostAddress(),
                address.getPort());
    if (address.getPort() == 0) {
      return List.of(
          new Opening(
              port,
              port.number(),
              false,
              because + " takes any free port, which no rule can name"));
    }
    if (address.getAddress().isLoopbackAddress()) {
      return List.of(new Opening(port, address.getPort(), false, because));
    }
    if (door.proxyProtocol()) {
      boolean nobody = door.trusted().isEmpty();
      return List.of(
          new Opening(
              port,
              address.getPort(),
              !nobody,
              because
                  + (nobody
                      ? " demands a PROXY header, and gatepostTrustedPeers names nobody"
                      : ", for gatepostTrustedPeers"),
              door.trusted()));
    }
    Opening opening = new Opening(port, address.getPort(), true, because);
    return door.trusted().isEmpty()
        ? List.of(opening)
        : List.of(
            opening,
            new Opening(
                port,
                address.getPort(),
                true,
                because + ", for gatepostHandlerPeers",
                door.trusted()));
  }

  /** A door that no article and no mail system knows. */
  private static CataloguePort uncatalogued(OpenDoor door) {
    return new CataloguePort(
        door.usual(),
        Transport.TCP,
        "Gatepost's door " + door.name().toLowerCase(Locale.ROOT),
        Role.PROXY,
        Audience.ANYONE,
        Audience.ANYONE,
        Set.of(),
        Optional.empty(),
        Set.of(),
        "");
  }
}
