package org.gatepost.route.lookup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.route.UpstreamAddress;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.RouteAttributes;

/** The upstream servers: their ports, and the pools that some of them form (spec mail 2.7). */
final class Servers {
  private static final int ZX_PORT = 8742;
  private static final int ZX_TLS_PORT = 8743;

  private final Directory directory;
  private final EffectiveSettings settings;
  private final FilterTemplate query;
  private final RecentAnswers<Entry> byHostname;
  private final RecentAnswers<Entry> globalConfig;

  Servers(
      Directory directory,
      EffectiveSettings settings,
      RecentAnswers<Entry> byHostname,
      RecentAnswers<Entry> globalConfig)
      throws ConfigurationException {
    this.directory = directory;
    this.settings = settings;
    this.query = Queries.read(settings, RouteAttributes.PORT_QUERY, Set.of("MAILHOST"));
    this.byHostname = byHostname;
    this.globalConfig = globalConfig;
  }

  void forget() {
    byHostname.forget();
    globalConfig.forget();
  }

  /** The server that holds an account's mail, or one of the pool that stands in for it. */
  Destination destination(
      String mailHost, Optional<String> accountId, RouteQuestion question, Trace trace)
      throws RouteException, DirectoryException, ConfigurationException {
    var protocol = question.protocol();
    var server = byHostname(mailHost);
    boolean imap =
        switch (protocol) {
          case IMAP, IMAPS -> true;
          case POP3, POP3S, HTTP, HTTPS -> false;
        };
    if (imap && accountId.isPresent()) {
      var chosen = fromPool(server, accountId.get(), protocol, trace);
      if (chosen.isPresent()) {
        return chosen.get();
      }
    }
    int port = port(mailHost, server, protocol, question.service());
    trace.say("Its port for %s is %d.".formatted(protocol.word(), port));
    return new Destination(mailHost, port);
  }

  /** The version of the software on a server, if it is written down. */
  Optional<String> version(String host) throws RouteException, DirectoryException {
    return byHostname(host).first(EntryAttributes.SERVER_VERSION.name());
  }

  private Entry byHostname(String host) throws RouteException, DirectoryException {
    var values = Map.of("MAILHOST", host);
    var base = settings.optional(RouteAttributes.PORT_BASE).orElse("");
    return byHostname
        .get(host, () -> directory.searchOne(base, query, values))
        .orElseThrow(() ->
            new RouteException(
                Reason.MISCONFIGURED, "query returned empty result: " + query.fill(values)));
  }

  private int port(String host, Entry server, UpstreamProtocol protocol, Service service)
      throws RouteException, DirectoryException {
    if (service == Service.ZX && protocol.isWeb()) {
      return protocol.tls() ? ZX_TLS_PORT : ZX_PORT;
    }
    var name = settings.value(ProtocolAttributes.of(protocol, service).portAttribute());
    return server.inherited(name, globalBehind(server, name)).stream()
        .findFirst()
        .flatMap(UpstreamAddress::asPort)
        .orElseThrow(() ->
            new RouteException(
                Reason.MISCONFIGURED,
                "missing port for protocol " + protocol.word() + " on server " + host));
  }

  private Optional<Destination> fromPool(
      Entry home, String accountId, UpstreamProtocol protocol, Trace trace)
      throws DirectoryException, ConfigurationException {
    var members = new ArrayList<Entry>();
    var pool = RouteAttributes.IMAP_POOL.name();
    for (var name : home.inherited(pool, globalBehind(home, pool))) {
      directory
          .server(name)
          .ifPresentOrElse(
              members::add,
              () -> trace.say("There is no server %s of the IMAP pool.".formatted(name)));
    }
    if (members.isEmpty()) {
      return Optional.empty();
    }
    // The original's choice, so that both send an account to the same server: the pool keeps its
    // open mailboxes in memory.
    members.sort(Comparator.comparing(member -> member.first("cn").orElse(member.dn())));
    var chosen = members.get(Math.abs(accountId.hashCode() % members.size()));
    var portAttribute =
        protocol.tls() ? RouteAttributes.IMAPS_POOL_PORT : RouteAttributes.IMAP_POOL_PORT;
    var destination =
        new Destination(
            chosen
                .value(EntryAttributes.SERVICE_HOSTNAME)
                .orElseGet(() -> chosen.first("cn").orElse(chosen.dn())),
            chosen.inherited(portAttribute, globalBehind(chosen, portAttribute.name())));
    trace.say(
        "Of its IMAP pool of %d, %s is chosen by the account."
            .formatted(members.size(), destination));
    return Optional.of(destination);
  }

  /** globalConfig, asked for only where it counts. */
  private Optional<Entry> globalBehind(Entry server, String name) throws DirectoryException {
    return server.all(name).isEmpty()
        ? globalConfig.get("", directory::globalConfig)
        : Optional.empty();
  }
}
