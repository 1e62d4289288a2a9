package org.gatepost;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.HostFile.DoorProtocol;
import org.gatepost.settings.HostFile.DoorTls;
import org.gatepost.settings.IpMode;
import org.gatepost.settings.MailAttributes;
import org.gatepost.settings.TlsFiles.KeyPairFiles;

/**
 * A door that is to be opened, with the settings that hold there.
 *
 * @param name how messages call it
 * @param onlyIpv6 whether an IPv6 wildcard leaves IPv4 alone
 */
record DoorPlan(
    String name,
    DoorProtocol protocol,
    InetSocketAddress address,
    boolean onlyIpv6,
    DoorTls tls,
    boolean proxyProtocol,
    EffectiveSettings settings,
    Optional<KeyPairFiles> keyPair) {

  /**
   * The doors of a host: those of its file if it names any, else those that attributes describe.
   */
  static List<DoorPlan> of(HostFile file, EffectiveSettings settings)
      throws ConfigurationException {
    List<DoorPlan> plans = new ArrayList<>();
    if (!file.doors().isEmpty()) {
      for (HostFile.Door door : file.doors()) {
        plans.add(fromFile(door, file, settings));
      }
    } else if (settings.value(MailAttributes.MAIL_ENABLED)) {
      for (Described door : DESCRIBED) {
        if (settings.value(door.enabled())) {
          plans.add(door.plan(file, settings));
        }
      }
    }
    if (plans.isEmpty()) {
      throw new ConfigurationException(
          "No door would be open: zimbraReverseProxyMailEnabled or every door is FALSE. "
              + "Set one to TRUE, or name doors in the host's file.");
    }
    return plans;
  }

  /** A door that two attributes describe. */
  private record Described(
      String name,
      DoorProtocol protocol,
      DoorTls tls,
      Attribute<Boolean> enabled,
      Attribute<Integer> port) {
    DoorPlan plan(HostFile file, EffectiveSettings settings) throws ConfigurationException {
      return new DoorPlan(
          name,
          protocol,
          address(file.listen(), settings, settings.value(port)),
          settings.value(MailAttributes.IP_MODE) == IpMode.IPV6,
          tls,
          false,
          settings,
          Optional.empty());
    }
  }

  private static final List<Described> DESCRIBED =
      List.of(
          new Described(
              "imap",
              DoorProtocol.IMAP,
              DoorTls.STARTTLS,
              MailAttributes.IMAP_ENABLED,
              MailAttributes.IMAP_PORT),
          new Described(
              "imaps",
              DoorProtocol.IMAP,
              DoorTls.IMPLICIT,
              MailAttributes.IMAPS_ENABLED,
              MailAttributes.IMAPS_PORT),
          new Described(
              "pop3",
              DoorProtocol.POP3,
              DoorTls.STARTTLS,
              MailAttributes.POP3_ENABLED,
              MailAttributes.POP3_PORT),
          new Described(
              "pop3s",
              DoorProtocol.POP3,
              DoorTls.IMPLICIT,
              MailAttributes.POP3S_ENABLED,
              MailAttributes.POP3S_PORT));

  private static DoorPlan fromFile(HostFile.Door door, HostFile file, EffectiveSettings settings)
      throws ConfigurationException {
    if (door.protocol() != DoorProtocol.IMAP && door.protocol() != DoorProtocol.POP3) {
      throw new ConfigurationException(
          "doors in %s has a door of protocol %s, which this version does not open; allowed: imap, pop3."
              .formatted(file.path(), door.protocol().name().toLowerCase(Locale.ROOT)));
    }
    EffectiveSettings own = settings.forDoor(door.attributes());
    Optional<Path> key = door.key();
    return new DoorPlan(
        nameOf(door),
        door.protocol(),
        address(door.address().or(file::listen), own, door.port()),
        own.value(MailAttributes.IP_MODE) == IpMode.IPV6,
        door.tls(),
        door.proxyProtocol(),
        own,
        door.certificate().flatMap(c -> key.map(k -> new KeyPairFiles(c, k))));
  }

  private static String nameOf(HostFile.Door door) {
    String protocol = door.protocol().name().toLowerCase(Locale.ROOT);
    return door.tls() == DoorTls.IMPLICIT ? protocol + "s" : protocol;
  }

  private static InetSocketAddress address(
      Optional<String> listen, EffectiveSettings settings, int port) throws ConfigurationException {
    String host =
        listen.orElse(settings.value(MailAttributes.IP_MODE) == IpMode.IPV4 ? "0.0.0.0" : "::");
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          "listen has the value \"%s\", which is no address of this host; allowed: an IPv4 or IPv6 address."
              .formatted(host));
    }
  }
}
