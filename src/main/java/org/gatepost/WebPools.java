package org.gatepost;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.route.UpstreamAddress;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.IpMode;
import org.gatepost.settings.MailAttributes;
import org.gatepost.settings.RouteAttributes;
import org.gatepost.settings.UpstreamAttributes;
import org.gatepost.telemetry.LogText;
import org.gatepost.web.pool.Peer;
import org.gatepost.web.pool.Pool;
import org.gatepost.web.request.PoolName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the pools of the web's upstream servers from the directory: spec http 1.8. What cannot be
 * used is warned of and left out; no one server keeps the proxy from starting. May block on the
 * DNS, which is asked once for each server.
 */
final class WebPools {
  private static final Logger LOG = LoggerFactory.getLogger(WebPools.class);
  private static final String ZX_PORT = "8742";
  private static final String ZX_TLS_PORT = "8743";
  private static final int HIGHEST_PORT = 65_535;

  /** Asks the DNS. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final EffectiveSettings settings;
  private final Optional<Entry> global;
  private final List<String> login;
  private final List<String> ews;
  private final List<WebServer> servers;

  private WebPools(
      EffectiveSettings settings, List<Entry> servers, Optional<Entry> global, Resolver resolver) {
    this.settings = settings;
    this.global = global;
    this.login = settings.value(UpstreamAttributes.LOGIN_SERVERS);
    this.ews = settings.value(UpstreamAttributes.EWS_SERVERS);
    IpMode mode = settings.value(MailAttributes.IP_MODE);
    this.servers =
        WebServer.of(
            servers,
            global,
            Stream.concat(login.stream(), ews.stream()).toList(),
            host -> addresses(host, mode, resolver));
  }

  /** All pools, in the same order at all proxies; those that nobody belongs to are empty. */
  static Map<PoolName, Pool> of(Directory directory, EffectiveSettings settings)
      throws DirectoryException {
    return of(directory, settings, InetAddress::getAllByName);
  }

  static Map<PoolName, Pool> of(Directory directory, EffectiveSettings settings, Resolver resolver)
      throws DirectoryException {
    return new WebPools(settings, directory.servers(), directory.globalConfig(), resolver).pools();
  }

  /** Sorted, because the DNS may answer each proxy in another order. */
  private static List<InetAddress> addresses(String host, IpMode mode, Resolver resolver) {
    try {
      List<InetAddress> addresses =
          Arrays.stream(resolver.resolve(host))
              .filter(address ->
                  switch (mode) {
                    case IPV4 -> address instanceof Inet4Address;
                    case IPV6 -> !(address instanceof Inet4Address);
                    case BOTH -> true;
                  })
              .distinct()
              .sorted((one, other) -> {
                byte[] octets = one.getAddress();
                byte[] others = other.getAddress();
                // IPv4 first.
                return octets.length == others.length
                    ? Arrays.compareUnsigned(octets, others)
                    : octets.length - others.length;
              })
              .toList();
      if (addresses.isEmpty()) {
        LOG.warn(
            "{} gets no web requests: it has no address that zimbraIPMode {} allows",
            LogText.of(host),
            mode);
      }
      return addresses;
    } catch (UnknownHostException unknown) {
      LOG.warn("{} gets no web requests: the DNS knows no address of it", LogText.of(host));
      return List.of();
    }
  }

  private Map<PoolName, Pool> pools() {
    Map<PoolName, Pool> pools = new EnumMap<>(PoolName.class);
    boolean toAll = settings.value(MailAttributes.SSL_TO_UPSTREAM);
    for (PoolName name : PoolName.values()) {
      // What administrators do is never in the clear.
      boolean tls = toAll || name == PoolName.ADMIN || name == PoolName.ADMIN_CLIENT;
      Predicate<WebServer> member = members(name);
      List<Peer> peers = new ArrayList<>();
      for (WebServer server : servers) {
        if (member.test(server)) {
          peers.addAll(peers(server, name, tls));
        }
      }
      pools.put(name, new Pool(name, tls, peers));
    }
    warnOfMissing(UpstreamAttributes.LOGIN_SERVERS.name(), login);
    warnOfMissing(UpstreamAttributes.EWS_SERVERS.name(), ews);
    return pools;
  }

  private Predicate<WebServer> members(PoolName name) {
    return switch (name) {
      case MAIL, ZX, ADMIN -> server -> server.runs("service");
      case WEB_CLIENT -> server -> server.runs("zimbra");
      case ADMIN_CLIENT -> server -> server.runs("zimbraAdmin");
      case LOGIN -> server -> server.isOneOf(login);
      case EWS -> server -> server.isOneOf(ews);
    };
  }

  private List<Peer> peers(WebServer server, PoolName pool, boolean tls) {
    String attribute = portAttribute(pool, tls);
    List<String> texts =
        pool == PoolName.ZX
            ? List.of(tls ? ZX_TLS_PORT : ZX_PORT)
            : server.entry().inherited(attribute, global);
    Optional<Integer> port = texts.stream().findFirst().flatMap(UpstreamAddress::asPort);
    if (port.isEmpty()) {
      LOG.warn(
          "{} gets no web requests of the pool {}: its {} is {}; allowed: 1 to {}",
          server.name(),
          pool,
          attribute,
          texts.isEmpty() ? "not set" : LogText.of(texts.getFirst()),
          HIGHEST_PORT);
      return List.of();
    }
    return server.addresses().stream()
        .map(address ->
            new Peer(
                server.host(),
                new InetSocketAddress(address, port.get()),
                server.version(),
                server.rest()))
        .toList();
  }

  /** Ports are named by way of attributes that name attributes. */
  private String portAttribute(PoolName pool, boolean tls) {
    return settings.value(
        switch (pool) {
          case ADMIN, ADMIN_CLIENT -> RouteAttributes.ADMIN_PORT_ATTRIBUTE;
          case MAIL, WEB_CLIENT, LOGIN, EWS, ZX ->
              tls ? RouteAttributes.HTTPS_PORT_ATTRIBUTE : RouteAttributes.HTTP_PORT_ATTRIBUTE;
        });
  }

  private void warnOfMissing(String attribute, List<String> names) {
    for (String name : names) {
      if (servers.stream().noneMatch(server -> server.isOneOf(List.of(name)))) {
        LOG.warn(
            "{} names {}, which gets no web requests: no server of that name has"
                + " zimbraReverseProxyLookupTarget TRUE and a zimbraMailMode",
            attribute,
            LogText.of(name));
      }
    }
  }
}
