package org.gatepost.firewall.audit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.firewall.system.Host;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.Cidr;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.MailAttributes;
import org.gatepost.settings.RouteAttributes;
import org.gatepost.settings.UpstreamAttributes;
import org.gatepost.settings.WebAttributes;

/** What the directory says of the servers, where it is at odds with itself: spec http 3.6, 6.5. */
final class DirectoryChecks {
  private final List<Entry> servers;
  private final Optional<Entry> global;

  private DirectoryChecks(Directory directory) throws DirectoryException {
    servers = directory.servers();
    global = directory.globalConfig();
  }

  /** A server without mailbox that is asked for routes slows every login. */
  static List<Finding> lookupTarget(Scene scene, Report report) throws DirectoryException {
    DirectoryChecks checks = new DirectoryChecks(scene.directory());
    List<Finding> findings = new ArrayList<>();
    for (Entry server : checks.servers) {
      if (checks.isTarget(server) && !runs(server, "mailbox") && !runs(server, "service")) {
        findings.add(
            report.fail(
                "%s is asked for routes and has no mailbox service: logins wait for it."
                    .formatted(name(server)),
                List.of(
                    RouteAttributes.LOOKUP_TARGET.name() + " TRUE",
                    "zimbraServiceEnabled "
                        + String.join(", ", server.all(EntryAttributes.SERVICE_ENABLED.name()))),
                set(server, RouteAttributes.LOOKUP_TARGET, "FALSE")));
      }
    }
    return findings.isEmpty()
        ? List.of(report.ok("Only servers with mailboxes are asked for routes."))
        : findings;
  }

  /** Passwords and mail in clear text over networks that are not ours. */
  static List<Finding> clearText(Scene scene, Report report) throws DirectoryException {
    DirectoryChecks checks = new DirectoryChecks(scene.directory());
    List<Finding> findings = new ArrayList<>();
    for (Entry proxy : checks.proxies()) {
      if (checks.encrypts(proxy)) {
        continue;
      }
      List<String> open = new ArrayList<>();
      for (Entry target : checks.targets()) {
        scene.system().hosts().stream()
            .filter(host -> host.name().equalsIgnoreCase(name(target)))
            .filter(host -> !host.name().equalsIgnoreCase(name(proxy)))
            .map(Host::addresses)
            .flatMap(List::stream)
            .filter(address -> !Private.has(address))
            .map((InetAddress address) -> "to %s at %s".formatted(name(target), Cidr.text(address)))
            .forEach(open::add);
      }
      if (!open.isEmpty()) {
        findings.add(
            report.fail(
                "%s speaks clear text to mailbox servers over networks that are not private."
                    .formatted(name(proxy)),
                open,
                set(proxy, MailAttributes.SSL_TO_UPSTREAM, "TRUE")));
      }
    }
    return findings.isEmpty()
        ? List.of(report.ok("No proxy speaks clear text over networks that are not private."))
        : findings;
  }

  /** Which modes of a proxy and of a mailbox server go together; spec http 3.6. */
  static List<Finding> modes(Scene scene, Report report) throws DirectoryException {
    DirectoryChecks checks = new DirectoryChecks(scene.directory());
    List<Finding> findings = new ArrayList<>();
    for (Entry proxy : checks.proxies()) {
      boolean tls = checks.encrypts(proxy);
      String mode = checks.word(proxy, WebAttributes.MODE).orElse("both");
      Set<String> allowed = allowed(mode, tls);
      String proxys =
          "%s: %s %s, %s %s"
              .formatted(
                  name(proxy),
                  WebAttributes.MODE.name(),
                  mode,
                  MailAttributes.SSL_TO_UPSTREAM.name(),
                  tls ? "TRUE" : "FALSE");
      if (allowed.isEmpty()) {
        findings.add(
            report.fail(
                "The mode of %s does not go with %s connections to mailbox servers."
                    .formatted(name(proxy), tls ? "encrypted" : "clear text"),
                List.of(proxys),
                set(proxy, MailAttributes.SSL_TO_UPSTREAM, tls ? "FALSE" : "TRUE")));
        continue;
      }
      for (Entry target : checks.targets()) {
        Optional<String> own = checks.word(target, UpstreamAttributes.MAILBOX_MODE);
        if (own.isPresent() && !allowed.contains(own.get())) {
          findings.add(
              report.fail(
                  "The modes of %s and %s do not go together.".formatted(name(proxy), name(target)),
                  List.of(
                      proxys,
                      "%s: %s %s"
                          .formatted(
                              name(target), UpstreamAttributes.MAILBOX_MODE.name(), own.get())),
                  set(target, UpstreamAttributes.MAILBOX_MODE, "both")));
        }
      }
    }
    return findings.isEmpty()
        ? List.of(report.ok("The modes of proxies and mailbox servers go together."))
        : findings;
  }

  private static Set<String> allowed(String mode, boolean tls) {
    return switch (mode) {
      case "https", "redirect" -> tls ? Set.of("both", "https") : Set.of();
      case "both" -> Set.of("both");
      case "mixed" -> tls ? Set.of("both") : Set.of();
      case "http" -> tls ? Set.of() : Set.of("both", "http");
      // Any other is refused where settings are read.
      default -> Set.of("both");
    };
  }

  private List<Entry> proxies() {
    return servers.stream().filter(server -> runs(server, "proxy")).toList();
  }

  private List<Entry> targets() {
    return servers.stream().filter(this::isTarget).toList();
  }

  private boolean isTarget(Entry server) {
    return isTrue(server, RouteAttributes.LOOKUP_TARGET);
  }

  private boolean encrypts(Entry proxy) {
    return isTrue(proxy, MailAttributes.SSL_TO_UPSTREAM);
  }

  private boolean isTrue(Entry server, Attribute<Boolean> attribute) {
    return server.inherited(attribute.name(), global).contains("TRUE");
  }

  private Optional<String> word(Entry server, Attribute<?> attribute) {
    return server.inherited(attribute.name(), global).stream()
        .findFirst()
        .map(text -> text.toLowerCase(Locale.ROOT));
  }

  private static boolean runs(Entry server, String service) {
    return server.all(EntryAttributes.SERVICE_ENABLED.name()).contains(service);
  }

  private static String name(Entry server) {
    return server.first("cn").orElse(server.dn());
  }

  private static String set(Entry server, Attribute<?> attribute, String value) {
    String name = name(server);
    // What an entry is called is whatever somebody wrote; a shell line takes names of hosts alone.
    return "zmprov ms %s %s %s"
        .formatted(Host.NAME.matcher(name).matches() ? name : "SERVER", attribute.name(), value);
  }
}
