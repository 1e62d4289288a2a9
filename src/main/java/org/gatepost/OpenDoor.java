package org.gatepost;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.settings.Cidr;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.HostFile.DoorTls;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.settings.RouteAttributes;

/**
 * A door that a host's file and the directory open, as those want to know it who open firewalls.
 *
 * @param name how messages call it
 * @param usual the number that the catalogue of ports knows it by
 * @param proxyProtocol whether it is for balancers alone, since it demands a PROXY header
 * @param trusted those whom its settings admit: the balancers, or further callers of the handler
 */
public record OpenDoor(
    String name, int usual, InetSocketAddress address, boolean proxyProtocol, List<Cidr> trusted) {
  public OpenDoor {
    trusted = List.copyOf(trusted);
  }

  /** Every door that a server of this file would open. */
  public static List<OpenDoor> of(HostFile file, Directory directory, EffectiveSettings settings)
      throws ConfigurationException, DirectoryException {
    List<OpenDoor> doors = new ArrayList<>();
    if (file.roles().contains(HostFile.Role.PROXY)) {
      boolean certificates = WebFacts.of(directory, settings, file.server()).clients().any();
      for (DoorPlan plan : DoorPlan.of(file, settings, certificates)) {
        doors.add(
            new OpenDoor(
                plan.name(),
                usual(plan),
                plan.address(),
                plan.proxyProtocol(),
                plan.proxyProtocol() ? TrustedPeers.of(plan.settings()) : List.of()));
      }
    }
    if (file.roles().contains(HostFile.Role.HANDLER)) {
      doors.add(
          new OpenDoor(
              "handler",
              7072,
              DoorPlan.address(
                  file.listen(), settings, settings.value(RouteAttributes.LOOKUP_PORT)),
              false,
              settings.value(OwnAttributes.HANDLER_PEERS)));
    }
    if (file.roles().contains(HostFile.Role.CONSOLE)) {
      doors.add(new OpenDoor("console", 9072, console(settings), false, List.of()));
    }
    return doors;
  }

  private static int usual(DoorPlan plan) {
    boolean implicit = plan.tls() == DoorTls.IMPLICIT;
    return switch (plan.protocol()) {
      case IMAP -> implicit ? 993 : 143;
      case POP3 -> implicit ? 995 : 110;
      case SMTP -> implicit ? 465 : plan.address().getPort() == 25 ? 25 : 587;
      case HTTP -> implicit ? 443 : 80;
      case ADMIN -> 9071;
      case CERTLOGIN -> 3443;
      case TCP -> plan.address().getPort();
    };
  }

  /** Where metrics and health are shown. */
  static InetSocketAddress console(EffectiveSettings settings) throws ConfigurationException {
    String address = settings.value(OwnAttributes.CONSOLE_ADDRESS);
    try {
      return new InetSocketAddress(
          InetAddress.ofLiteral(address), settings.value(OwnAttributes.CONSOLE_PORT));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "gatepostConsoleAddress has the value \"%s\"; allowed: an IPv4 or IPv6 address."
              .formatted(address));
    }
  }
}
