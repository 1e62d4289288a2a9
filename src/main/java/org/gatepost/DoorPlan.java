package org.gatepost;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.HostFile.DoorProtocol;
import org.gatepost.settings.HostFile.DoorTls;
import org.gatepost.settings.IpMode;
import org.gatepost.settings.MailAttributes;
import org.gatepost.settings.TlsFiles.KeyPairFiles;
import org.gatepost.settings.WebAttributes;
import org.gatepost.settings.WebMode;

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
   *
   * @param certificates whether anybody is asked for a certificate, by the proxy or by a domain
   */
  static List<DoorPlan> of(HostFile file, EffectiveSettings settings, boolean certificates)
      throws ConfigurationException {
    List<DoorPlan> plans = new ArrayList<>();
    if (!file.doors().isEmpty()) {
      for (HostFile.Door door : file.doors()) {
        plans.add(fromFile(door, file, settings));
      }
    } else {
      for (Described door : DESCRIBED) {
        if (door.wanted().test(settings)) {
          plans.add(door.plan(file, settings));
        }
      }
      if (certificates && CERTIFICATE_LOGIN.wanted().test(settings)) {
        plans.add(CERTIFICATE_LOGIN.plan(file, settings));
      }
    }
    if (plans.isEmpty()) {
      throw new ConfigurationException(
          "No door would be open: zimbraReverseProxyMailEnabled or every door is FALSE, and the web has no port. "
              + "Set one to TRUE, or name doors in the host's file.");
    }
    return plans;
  }

  /** Whether it belongs to the web rather than to mail. */
  boolean isWeb() {
    return switch (protocol) {
      case HTTP, ADMIN, CERTLOGIN -> true;
      case IMAP, POP3, SMTP, TCP -> false;
    };
  }

  /** A door that two attributes describe. */
  private record Described(
      String name,
      DoorProtocol protocol,
      DoorTls tls,
      Predicate<EffectiveSettings> wanted,
      Attribute<Integer> port) {
    static Described mail(
        String name,
        DoorProtocol protocol,
        DoorTls tls,
        Attribute<Boolean> enabled,
        Attribute<Integer> port) {
      return new Described(
          name,
          protocol,
          tls,
          settings -> settings.value(MailAttributes.MAIL_ENABLED) && settings.value(enabled),
          port);
    }

    /** A door of the web is open if the mode wants it and it has a port: spec http 1.1. */
    static Described web(String name, DoorTls tls, WebMode without, Attribute<Integer> port) {
      return new Described(
          name,
          DoorProtocol.HTTP,
          tls,
          settings ->
              settings.value(WebAttributes.ENABLED)
                  && settings.value(port) > 0
                  && settings.optional(WebAttributes.MODE).orElse(WebMode.BOTH) != without,
          port);
    }

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
          Described.mail(
              "imap",
              DoorProtocol.IMAP,
              DoorTls.STARTTLS,
              MailAttributes.IMAP_ENABLED,
              MailAttributes.IMAP_PORT),
          Described.mail(
              "imaps",
              DoorProtocol.IMAP,
              DoorTls.IMPLICIT,
              MailAttributes.IMAPS_ENABLED,
              MailAttributes.IMAPS_PORT),
          Described.mail(
              "pop3",
              DoorProtocol.POP3,
              DoorTls.STARTTLS,
              MailAttributes.POP3_ENABLED,
              MailAttributes.POP3_PORT),
          Described.mail(
              "pop3s",
              DoorProtocol.POP3,
              DoorTls.IMPLICIT,
              MailAttributes.POP3S_ENABLED,
              MailAttributes.POP3S_PORT),
          Described.web("http", DoorTls.NONE, WebMode.HTTPS, WebAttributes.HTTP_PORT),
          Described.web("https", DoorTls.IMPLICIT, WebMode.HTTP, WebAttributes.HTTPS_PORT),
          new Described(
              "admin",
              DoorProtocol.ADMIN,
              DoorTls.IMPLICIT,
              settings ->
                  settings.value(WebAttributes.ENABLED)
                      && settings.value(WebAttributes.ADMIN_ENABLED)
                      && settings.value(WebAttributes.ADMIN_PORT) > 0,
              WebAttributes.ADMIN_PORT));

  private static final Described CERTIFICATE_LOGIN =
      new Described(
          "certlogin",
          DoorProtocol.CERTLOGIN,
          DoorTls.IMPLICIT,
          settings ->
              settings.value(WebAttributes.ENABLED)
                  && settings.value(WebAttributes.CLIENT_CERT_PORT) > 0,
          WebAttributes.CLIENT_CERT_PORT);

  private static DoorPlan fromFile(HostFile.Door door, HostFile file, EffectiveSettings settings)
      throws ConfigurationException {
    complain(door, file);
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

  private static void complain(HostFile.Door door, HostFile file) throws ConfigurationException {
    String protocol = door.protocol().name().toLowerCase(Locale.ROOT);
    switch (door.protocol()) {
      case SMTP, TCP ->
          throw new ConfigurationException(
              "doors in %s has a door of protocol %s, which this version does not open; allowed: imap, pop3, http, admin, certlogin."
                  .formatted(file.path(), protocol));
      case HTTP -> {
        if (door.tls() == DoorTls.STARTTLS) {
          throw new ConfigurationException(
              "doors in %s has a door of protocol http with tls: starttls; allowed: none, implicit."
                  .formatted(file.path()));
        }
      }
      case ADMIN, CERTLOGIN -> {
        if (door.tls() != DoorTls.IMPLICIT) {
          throw new ConfigurationException(
              "doors in %s has a door of protocol %s without TLS from the first octet; allowed: tls: implicit."
                  .formatted(file.path(), protocol));
        }
      }
      case IMAP, POP3 -> {}
    }
  }

  private static String nameOf(HostFile.Door door) {
    String protocol = door.protocol().name().toLowerCase(Locale.ROOT);
    return switch (door.protocol()) {
      case ADMIN, CERTLOGIN -> protocol;
      case IMAP, POP3, SMTP, HTTP, TCP ->
          door.tls() == DoorTls.IMPLICIT ? protocol + "s" : protocol;
    };
  }

  static InetSocketAddress address(Optional<String> listen, EffectiveSettings settings, int port)
      throws ConfigurationException {
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
