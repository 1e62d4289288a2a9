package org.gatepost.route.lookup;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.route.KnownUpstreams.Source;
import org.gatepost.route.KnownUpstreams.Verdict;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.UpstreamAddress;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.RouteAttributes;

/**
 * Which upstream servers the directory knows: its own, by their names, addresses and ports, and
 * those outside to which accounts and domains send their logins. Safe for use by many threads; may
 * block.
 */
public final class DirectoryUpstreams implements Source {
  // A route to an unknown server is an exception; a flood of them must not be one of searches.
  private static final Duration AGE = Duration.ofSeconds(5);
  private static final int MANY = 10;
  private static final List<Integer> ZX_PORTS = List.of(8742, 8743);

  private final Directory directory;
  private final EffectiveSettings settings;
  private final HostAddresses.Resolver resolver;
  private final InstantSource clock;
  private Snapshot snapshot = new Snapshot(List.of(), Optional.empty(), Instant.MIN);

  private record Snapshot(List<Entry> entries, Optional<Entry> global, Instant until) {}

  public DirectoryUpstreams(Directory directory, EffectiveSettings settings) {
    this(directory, settings, InetAddress::getAllByName, InstantSource.system());
  }

  DirectoryUpstreams(
      Directory directory,
      EffectiveSettings settings,
      HostAddresses.Resolver resolver,
      InstantSource clock) {
    this.directory = directory;
    this.settings = settings;
    this.resolver = resolver;
    this.clock = clock;
  }

  @Override
  public Verdict find(UpstreamProtocol protocol, UpstreamAddress address, String account)
      throws RouteException {
    try {
      Snapshot now = snapshot();
      for (Entry server : now.entries()) {
        if (ports(server, now.global(), protocol).contains(address.port())) {
          Optional<Verdict> known = match(names(server), address);
          if (known.isPresent()) {
            return known.get();
          }
        }
      }
      return match(namesOutside(protocol, address.port(), account), address)
          .orElseGet(Verdict.Unknown::new);
    } catch (DirectoryException e) {
      throw new RouteException(Reason.UNAVAILABLE, "unable to search LDAP", e);
    }
  }

  private synchronized Snapshot snapshot() throws DirectoryException {
    Instant now = clock.instant();
    if (!now.isBefore(snapshot.until())) {
      snapshot = new Snapshot(directory.servers(), directory.globalConfig(), now.plus(AGE));
    }
    return snapshot;
  }

  private static List<String> names(Entry server) {
    return Stream.of(EntryAttributes.SERVICE_HOSTNAME.name(), "cn")
        .flatMap(name -> server.all(name).stream())
        .distinct()
        .toList();
  }

  private Set<Integer> ports(Entry server, Optional<Entry> global, UpstreamProtocol protocol) {
    List<String> attributes = new ArrayList<>();
    attributes.add(settings.value(ProtocolAttributes.of(protocol).portAttribute()));
    switch (protocol) {
      case IMAP -> attributes.add(RouteAttributes.IMAP_POOL_PORT.name());
      case IMAPS -> attributes.add(RouteAttributes.IMAPS_POOL_PORT.name());
      case HTTP, HTTPS -> attributes.add(settings.value(RouteAttributes.ADMIN_PORT_ATTRIBUTE));
      case POP3, POP3S -> {}
    }
    Set<Integer> ports = new LinkedHashSet<>(protocol.isWeb() ? ZX_PORTS : List.of());
    for (String attribute : attributes) {
      server.inherited(attribute, global).stream()
          .flatMap(text -> UpstreamAddress.asPort(text).stream())
          .forEach(ports::add);
    }
    return ports;
  }

  /** The servers outside to which the account itself or its domain sends its logins. */
  private List<String> namesOutside(UpstreamProtocol protocol, int port, String account)
      throws DirectoryException {
    var outside = ProtocolAttributes.of(protocol).outside();
    if (outside.isEmpty()) {
      return List.of();
    }
    String host = outside.get().host().name();
    FilterTemplate filter =
        FilterTemplate.parse(
            ("(&(%s=*)(%s=${PORT})(|(zimbraMailDeliveryAddress=${ACCOUNT})(zimbraMailAlias=${ACCOUNT})"
                    + "(&(objectClass=zimbraDomain)(zimbraDomainName=${DOMAIN}))))")
                .formatted(host, outside.get().port().name()),
            Set.of("PORT", "ACCOUNT", "DOMAIN"));
    Map<String, String> values =
        Map.of("PORT", Integer.toString(port), "ACCOUNT", account, "DOMAIN", Domains.of(account));
    return directory.searchAll(filter, values, MANY, host).stream()
        .flatMap(entry -> entry.all(host).stream())
        .distinct()
        .toList();
  }

  /** The first of these names that is the address, or has it. */
  private Optional<Verdict> match(List<String> names, UpstreamAddress address) {
    var literal = address.literal();
    for (String name : names) {
      // The DNS is slow where it knows nothing: only asked where its answer can matter.
      boolean isNamed = name.equalsIgnoreCase(address.host());
      if (isNamed || literal.isPresent()) {
        List<InetSocketAddress> addresses = addresses(name, address.port());
        if (isNamed || literal.map(addresses::contains).orElse(false)) {
          return Optional.of(new Verdict.Known(name, addresses));
        }
      }
    }
    return Optional.empty();
  }

  private List<InetSocketAddress> addresses(String name, int port) {
    try {
      return Arrays.stream(resolver.resolve(name))
          .map(found -> new InetSocketAddress(found, port))
          .toList();
    } catch (UnknownHostException unknown) {
      return List.of();
    }
  }
}
