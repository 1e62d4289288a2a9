package org.gatepost.firewall.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatepost.firewall.catalogue.Catalogue;
import org.gatepost.firewall.catalogue.CataloguePort;
import org.gatepost.firewall.catalogue.Role;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.Attributes;
import org.gatepost.settings.Cidr;
import org.gatepost.settings.MailAttributes;
import org.gatepost.settings.MailboxAttributes;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.settings.RouteAttributes;
import org.gatepost.settings.TlsAttributes;
import org.gatepost.settings.UpstreamAttributes;
import org.gatepost.settings.WebAttributes;
import org.gatepost.settings.WebMode;
import org.gatepost.telemetry.LogText;

/**
 * Finds which ports of the catalogue a host has open, and where the settings have moved them: spec
 * http 1.1, 6.3. Doors of the proxy are open where {@code DoorPlan} would open them.
 */
final class Openings {
  /** Attributes whose values, if all are loopback, leave a port to the host itself. */
  private static final Map<Integer, String> BIND_ADDRESSES =
      Map.of(
          7071, MailboxAttributes.ADMIN_BIND_ADDRESS.name(),
          8080, MailboxAttributes.MAIL_BIND_ADDRESS.name(),
          8443, MailboxAttributes.MAIL_SSL_BIND_ADDRESS.name(),
          9072, OwnAttributes.CONSOLE_ADDRESS.name(),
          11211, RouteAttributes.MEMCACHED_ADDRESS.name());

  private final HostSettings settings;
  private final Map<String, String> named;
  private final boolean certificates;

  /**
   * @param named attributes that others name as those which move a port, by the usual ones
   * @param certificates whether some domain asks for certificates
   */
  Openings(HostSettings settings, Map<String, String> named, boolean certificates) {
    this.settings = settings;
    this.named = named;
    this.certificates = certificates;
  }

  /**
   * The ports of a host.
   *
   * @param installed what is on it and may be switched off
   */
  List<Opening> of(Set<Role> roles, Set<Role> installed) {
    List<Opening> openings = new ArrayList<>();
    for (CataloguePort port : Catalogue.ports()) {
      if (roles.contains(port.servedBy())) {
        openings.add(opening(port));
      } else if (installed.contains(port.servedBy())) {
        openings.add(
            new Opening(
                port,
                port.number(),
                false,
                "zimbraServiceEnabled without " + port.servedBy().service()));
      }
    }
    return openings;
  }

  private Opening opening(CataloguePort port) {
    Optional<String> mover = port.movedBy().map(usual -> named.getOrDefault(usual, usual));
    Optional<Integer> number =
        mover.isPresent() ? settings.port(mover.get(), port.number()) : Optional.of(port.number());
    if (number.isEmpty() || number.get() == 0) {
      String value = number.isEmpty() ? " is no port" : " 0";
      return new Opening(port, port.number(), false, mover.orElse("") + value);
    }
    Optional<String> closed = closed(port).or(() -> onLoopback(port));
    List<String> because = new ArrayList<>();
    closed.or(() -> opened(port)).ifPresent(because::add);
    if (number.get() != port.number()) {
      because.add(mover.orElse("") + " " + number.get());
    }
    return new Opening(port, number.get(), closed.isEmpty(), String.join(", ", because));
  }

  /** Why the settings keep a port shut. */
  private Optional<String> closed(CataloguePort port) {
    return switch (port.number()) {
      case 80 -> web().or(() -> mode(WebAttributes.MODE, WebMode.HTTPS));
      case 443 -> web().or(() -> mode(WebAttributes.MODE, WebMode.HTTP));
      case 110 -> mail(MailAttributes.POP3_ENABLED);
      case 143 -> mail(MailAttributes.IMAP_ENABLED);
      case 993 -> mail(MailAttributes.IMAPS_ENABLED);
      case 995 -> mail(MailAttributes.POP3S_ENABLED);
      case 3443 ->
          web()
              .or(() ->
                  asksForCertificates()
                      ? Optional.empty()
                      : Optional.of("nobody is asked for a certificate"));
      case 8080 -> mode(UpstreamAttributes.MAILBOX_MODE, WebMode.HTTPS);
      case 8443 -> mode(UpstreamAttributes.MAILBOX_MODE, WebMode.HTTP);
      case 9071 -> web().or(() -> off(WebAttributes.ADMIN_ENABLED));
      case 9443 ->
          settings
              .value(MailboxAttributes.CLIENT_CERT_MODE)
              .filter("Disabled"::equals)
              .map(mode -> MailboxAttributes.CLIENT_CERT_MODE + " " + mode);
      case 11211 ->
          port.transport() == Transport.UDP
              ? Optional.of("memcached is to run with -U 0")
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** What a person would ask who sees an open port that need not be. */
  private Optional<String> opened(CataloguePort port) {
    return switch (port.number()) {
      case 80, 443 ->
          settings.value(WebAttributes.MODE).map(mode -> said(WebAttributes.MODE, mode));
      case 3443 -> Optional.of("people are asked for certificates");
      case 9071 -> Optional.of(WebAttributes.ADMIN_ENABLED + " TRUE");
      default -> Optional.empty();
    };
  }

  /**
   * By the proxy itself, or by a domain that has a host name of its own there: spec http 9, W-26.
   */
  private boolean asksForCertificates() {
    return !settings.value(TlsAttributes.CLIENT_CERT_MODE).orElse("off").equals("off")
        || (certificates && settings.value(MailAttributes.PER_VIRTUAL_HOSTNAME).orElse(true));
  }

  private Optional<String> web() {
    return off(WebAttributes.ENABLED);
  }

  private Optional<String> mail(Attribute<Boolean> door) {
    return off(MailAttributes.MAIL_ENABLED).or(() -> off(door));
  }

  private Optional<String> off(Attribute<Boolean> attribute) {
    return settings.value(attribute).orElse(false)
        ? Optional.empty()
        : Optional.of(attribute + " FALSE");
  }

  private Optional<String> mode(Attribute<WebMode> attribute, WebMode without) {
    return settings
        .value(attribute)
        .filter(mode -> mode == without)
        .map(mode -> said(attribute, mode));
  }

  private static String said(Attribute<WebMode> attribute, WebMode mode) {
    return attribute + " " + mode.name().toLowerCase(Locale.ROOT);
  }

  private Optional<String> onLoopback(CataloguePort port) {
    return Optional.ofNullable(BIND_ADDRESSES.get(port.number()))
        .filter(attribute -> {
          List<String> addresses = addresses(attribute);
          return !addresses.isEmpty() && addresses.stream().allMatch(Openings::isLoopback);
        })
        .map(attribute -> attribute + " " + LogText.of(String.join(" ", addresses(attribute))));
  }

  private List<String> addresses(String attribute) {
    List<String> written = settings.written(attribute);
    List<String> texts =
        written.isEmpty()
            ? Attributes.named(attribute).map(Attribute::defaults).orElseGet(List::of)
            : written;
    return texts.stream()
        .flatMap(text -> Stream.of(text.split("[,\\s]+", -1)))
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private static boolean isLoopback(String text) {
    try {
      return text.equalsIgnoreCase("localhost") || Cidr.literal(text).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
