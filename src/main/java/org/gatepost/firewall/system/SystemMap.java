package org.gatepost.firewall.system;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.firewall.catalogue.Role;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.RouteAttributes;
import org.gatepost.settings.TlsAttributes;
import org.gatepost.settings.UpstreamAttributes;
import org.gatepost.telemetry.LogText;

/**
 * Makes the map of the system from the directory. One host about which something is wrong is warned
 * of and stops no other. Blocks on the DNS, which is asked for all hosts at once.
 */
public final class SystemMap {
  private static final FilterTemplate CERTIFICATE_DOMAINS =
      FilterTemplate.parse(
          "(&(objectClass=zimbraDomain)(zimbraVirtualHostname=*)(zimbraReverseProxyClientCertMode=*)"
              + "(!(zimbraReverseProxyClientCertMode=off)))",
          Set.of());

  /** The services of the directory that are part of a role of another name. */
  private static final Map<String, Role> SERVICES =
      Map.of(
          "service", Role.MAILBOX,
          "zimbra", Role.MAILBOX,
          "zimbraAdmin", Role.MAILBOX,
          "antispam", Role.AMAVIS,
          "antivirus", Role.ANTIVIRUS,
          "xmpp", Role.CHAT,
          "docs", Role.DOCUMENTS);

  private final List<Entry> servers;
  private final Optional<Entry> global;
  private final Map<String, String> named;
  private final boolean certificates;
  private final Set<String> documentServers;

  private SystemMap(Directory directory, EffectiveSettings own) throws DirectoryException {
    this.servers = directory.servers();
    this.global = directory.globalConfig();
    this.named = named(own);
    this.certificates =
        !directory
            .listing("", CERTIFICATE_DOMAINS, Map.of(), TlsAttributes.CLIENT_CERT_MODE.name())
            .isEmpty();
    this.documentServers =
        servers.stream()
            .flatMap(server ->
                server.inherited(UpstreamAttributes.DOCUMENT_SERVER_HOST.name(), global).stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
  }

  /**
   * Reads it.
   *
   * @param own the settings of this host: they name the attributes that hold the ports of mailbox
   *     servers, for firewalls as for routes
   */
  public static MailSystem read(Directory directory, EffectiveSettings own, Resolver resolver)
      throws DirectoryException {
    return new SystemMap(directory, own).system(resolver);
  }

  /**
   * A host that somebody names by hand. What the directory says of a host of that name, and of all,
   * holds for it.
   */
  public static Host byHand(
      Directory directory,
      EffectiveSettings own,
      String name,
      Collection<InetAddress> addresses,
      Set<Role> roles)
      throws DirectoryException {
    SystemMap map = new SystemMap(directory, own);
    HostSettings settings = new HostSettings(name, directory.server(name), map.global);
    return map.host(name, addresses, roles, Set.of(), settings);
  }

  /** Attributes that name the attributes of a mailbox server's ports, as routes follow them. */
  private static Map<String, String> named(EffectiveSettings own) {
    Map<String, String> named = new HashMap<>();
    for (Attribute<String> naming :
        List.of(
            RouteAttributes.IMAP_PORT_ATTRIBUTE,
            RouteAttributes.IMAPS_PORT_ATTRIBUTE,
            RouteAttributes.POP3_PORT_ATTRIBUTE,
            RouteAttributes.POP3S_PORT_ATTRIBUTE,
            RouteAttributes.HTTP_PORT_ATTRIBUTE,
            RouteAttributes.HTTPS_PORT_ATTRIBUTE,
            RouteAttributes.ADMIN_PORT_ATTRIBUTE)) {
      named.put(naming.defaults().getFirst(), own.value(naming));
    }
    return named;
  }

  private MailSystem system(Resolver resolver) {
    List<String> warnings = new ArrayList<>();
    Map<String, CompletableFuture<List<InetAddress>>> asked = new TreeMap<>();
    Map<String, Entry> entries = new TreeMap<>();
    for (Entry server : servers) {
      String name = nameOf(server);
      if (Host.NAME.matcher(name).matches()) {
        entries.put(name, server);
        asked.put(name, asked(hostOf(server), resolver));
      } else {
        warnings.add(
            "A server entry has the name %s, which no host can have; it is left out."
                .formatted(LogText.of(name)));
      }
    }
    List<Host> hosts = new ArrayList<>();
    entries.forEach((name, server) -> {
      HostSettings settings = new HostSettings(name, Optional.of(server), global);
      List<InetAddress> addresses =
          Optional.ofNullable(asked.get(name)).map(CompletableFuture::join).orElseGet(List::of);
      Host host = host(name, addresses, roles(server), installed(server), settings);
      hosts.add(host);
      warnings.addAll(settings.complaints());
      warnings.addAll(HostWarnings.of(host));
    });
    return new MailSystem(hosts, warnings);
  }

  private Host host(
      String name,
      Collection<InetAddress> addresses,
      Set<Role> roles,
      Set<Role> installed,
      HostSettings settings) {
    Set<Role> all = EnumSet.of(Role.EVERY);
    all.addAll(roles);
    return new Host(
        name,
        Addresses.reachable(addresses),
        all,
        new Openings(settings, named, certificates).of(all, installed));
  }

  private Set<Role> roles(Entry server) {
    List<String> enabled = server.all(EntryAttributes.SERVICE_ENABLED.name());
    Set<Role> roles = enabled.isEmpty() ? installed(server) : rolesOf(enabled);
    if (documentServers.contains(hostOf(server).toLowerCase(Locale.ROOT))
        || documentServers.contains(nameOf(server).toLowerCase(Locale.ROOT))) {
      roles.add(Role.DOCUMENTS);
    }
    return roles;
  }

  private static Set<Role> installed(Entry server) {
    return rolesOf(server.all(EntryAttributes.SERVICE_INSTALLED.name()));
  }

  private static Set<Role> rolesOf(List<String> services) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String service : services) {
      Optional.ofNullable(SERVICES.get(service))
          .or(() -> Role.named(service))
          .ifPresent(roles::add);
      if (service.equals("antivirus")) {
        roles.add(Role.AMAVIS);
      }
    }
    return roles;
  }

  private static String nameOf(Entry server) {
    return server.first("cn").orElse(server.dn());
  }

  private static String hostOf(Entry server) {
    return server.first(EntryAttributes.SERVICE_HOSTNAME.name()).orElse(nameOf(server));
  }

  private static CompletableFuture<List<InetAddress>> asked(String host, Resolver resolver) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return List.of(resolver.resolve(host));
          } catch (UnknownHostException _) {
            return List.of();
          }
        },
        task -> Thread.ofVirtual().start(task));
  }
}
