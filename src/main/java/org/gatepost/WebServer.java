package org.gatepost;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gatepost.directory.Entry;
import org.gatepost.net.upstream.UpstreamHealth.Rest;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.MailAttributes;
import org.gatepost.settings.RouteAttributes;
import org.gatepost.settings.UpstreamAttributes;
import org.gatepost.telemetry.LogText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that may get web requests: one with {@code zimbraReverseProxyLookupTarget} and {@code
 * zimbraMailMode} (spec http 1.8).
 *
 * @param name that of its entry
 * @param host the name by which others reach it
 * @param addresses those of the host, in an order that all proxies agree on; none if the DNS knows
 *     none
 * @param rest when it is left alone
 */
record WebServer(Entry entry, String name, String host, List<InetAddress> addresses, Rest rest) {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final String MAILBOX = "mailbox";
  private static final List<String> SERVICES = List.of("service", "zimbra", "zimbraAdmin", MAILBOX);

  /**
   * Those of all servers that may, by name. What keeps one of them out is warned of.
   *
   * @param listed names of servers that may be wanted whatever services they run
   * @param resolver finds the addresses of a host
   */
  static List<WebServer> of(
      List<Entry> servers,
      Optional<Entry> global,
      List<String> listed,
      Function<String, List<InetAddress>> resolver) {
    List<Entry> sorted = new ArrayList<>(servers);
    sorted.sort(Comparator.comparing(WebServer::nameOf));
    List<WebServer> found = new ArrayList<>();
    for (Entry server : sorted) {
      // Much stands in globalConfig for every server; proxies are none of these all the same.
      boolean wanted =
          SERVICES.stream().anyMatch(service -> runs(server, service)) || isOneOf(server, listed);
      try {
        if (wanted && server.inherited(RouteAttributes.LOOKUP_TARGET, global)) {
          found.add(of(server, global, resolver));
        }
      } catch (ConfigurationException e) {
        LOG.warn("{} gets no web requests: {}", LogText.of(nameOf(server)), e.getMessage());
      }
    }
    return found;
  }

  private static WebServer of(
      Entry server, Optional<Entry> global, Function<String, List<InetAddress>> resolver)
      throws ConfigurationException {
    List<String> mode = server.inherited(UpstreamAttributes.MAILBOX_MODE.name(), global);
    if (mode.isEmpty()) {
      throw new ConfigurationException(
          "it has no zimbraMailMode; allowed: " + UpstreamAttributes.MAILBOX_MODE.type().allowed());
    }
    UpstreamAttributes.MAILBOX_MODE.parse(mode, "the entry " + server.dn());
    String host = hostOf(server);
    return new WebServer(
        server,
        nameOf(server),
        host,
        resolver.apply(host),
        new Rest(
            server.inherited(MailAttributes.MAX_FAILS, global),
            server.inherited(MailAttributes.RECONNECT_TIMEOUT, global)));
  }

  private static String nameOf(Entry server) {
    return server.first("cn").orElse(server.dn());
  }

  private static String hostOf(Entry server) {
    return server.first(EntryAttributes.SERVICE_HOSTNAME.name()).orElse(nameOf(server));
  }

  private static boolean runs(Entry server, String service) {
    return server.all(EntryAttributes.SERVICE_ENABLED.name()).contains(service);
  }

  private static boolean isOneOf(Entry server, List<String> names) {
    return names.stream()
        .anyMatch(wanted ->
            wanted.equalsIgnoreCase(nameOf(server)) || wanted.equalsIgnoreCase(hostOf(server)));
  }

  /** The version of the software on it, if it is written down. */
  Optional<String> version() {
    return entry.first(EntryAttributes.SERVER_VERSION.name());
  }

  /** Whether it runs a service; servers of old have no version and run all under one name. */
  boolean runs(String service) {
    return runs(entry, service) || (version().isEmpty() && runs(entry, MAILBOX));
  }

  /** Whether a list names it, by either of its names. */
  boolean isOneOf(List<String> names) {
    return isOneOf(entry, names);
  }
}
