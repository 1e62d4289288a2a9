package org.gatepost;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.memcached.Memcached;
import org.gatepost.net.Transport;
import org.gatepost.net.tls.UpstreamTls;
import org.gatepost.route.KnownUpstreams;
import org.gatepost.route.Password;
import org.gatepost.route.RouteLookup;
import org.gatepost.route.Routes;
import org.gatepost.route.SharedRoutes;
import org.gatepost.route.lookup.DirectoryLookup;
import org.gatepost.route.lookup.DirectoryUpstreams;
import org.gatepost.route.lookup.KeptRoutes;
import org.gatepost.route.lookup.NamedUpstreams;
import org.gatepost.route.lookup.asking.AuthHttpLookup;
import org.gatepost.route.lookup.asking.HandlerList;
import org.gatepost.route.lookup.asking.HandlerLookup;
import org.gatepost.route.lookup.asking.HandlerTerms;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.settings.RouteAttributes;
import org.gatepost.settings.ThrottleAttributes;
import org.gatepost.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the way to a route, as the settings have it: the one place where they meet. */
final class RouteParts {
  private static final Logger LOG = LoggerFactory.getLogger(RouteParts.class);

  private final HostFile file;
  private final Directory directory;
  private final EffectiveSettings settings;
  private final Transport transport;
  private final UpstreamTls tls;
  private final Meters meters;

  RouteParts(Ground ground) {
    this.file = ground.file();
    this.directory = ground.directory();
    this.settings = ground.settings();
    this.transport = ground.transport();
    this.tls = ground.upstreamTls();
    this.meters = ground.meters();
  }

  /**
   * Makes it.
   *
   * @param parts gets whatever is to be closed at the end
   */
  Routes routes(Executor lookups, Consumer<AutoCloseable> parts)
      throws ConfigurationException, DirectoryException {
    SharedCache cache = SharedCache.of(file, directory, settings);
    KnownUpstreams known = new KnownUpstreams(new DirectoryUpstreams(directory, settings));
    return new Routes(
        lookup(cache, known, parts),
        lookups,
        shared(cache, known, lookups, parts),
        new Routes.Terms(
            settings.value(OwnAttributes.MAX_LOCAL_ROUTES),
            settings.value(OwnAttributes.LOCAL_ROUTE_TTL),
            settings.value(OwnAttributes.NEGATIVE_ROUTE_TTL)),
        meters);
  }

  private RouteLookup lookup(SharedCache cache, KnownUpstreams known, Consumer<AutoCloseable> parts)
      throws ConfigurationException, DirectoryException {
    return switch (file.routes().lookup()) {
      case DIRECTORY -> new DirectoryLookup(directory, settings);
      case HANDLERS -> {
        HandlerLookup handlers = handlers();
        parts.accept(handlers);
        yield new NamedUpstreams(handlers, known);
      }
      case AUTH_HTTP -> {
        AuthHttpLookup server = authHttp();
        parts.accept(server);
        RouteLookup named = new NamedUpstreams(server, known);
        yield cache.isUsable() ? new KeptRoutes(named) : named;
      }
    };
  }

  private HandlerLookup handlers() throws ConfigurationException, DirectoryException {
    HandlerList list = HandlerList.of(file.routes().handlers(), directory, settings);
    list.warnings().forEach(LOG::warn);
    try {
      list.write(file.folder());
    } catch (IOException e) {
      LOG.warn("the list of lookup handlers is not written down: {}", e.toString());
    }
    return HandlerLookup.open(list, handlerTerms(settings), transport, tls, meters);
  }

  private AuthHttpLookup authHttp() throws ConfigurationException {
    return AuthHttpLookup.open(
        file.routes()
            .authHttp()
            .orElseThrow(() ->
                new ConfigurationException(
                    "routes.lookup in %s is auth_http: set routes.authHttp.url."
                        .formatted(file.path()))),
        transport,
        tls,
        meters);
  }

  /** How handlers are asked, for the server and for the commands. */
  static HandlerTerms handlerTerms(EffectiveSettings settings) throws ConfigurationException {
    Optional<Path> file = settings.optional(OwnAttributes.HANDLER_SECRET_FILE);
    return HandlerTerms.of(
        settings,
        file.isPresent()
            ? Optional.of(Password.ofFile(OwnAttributes.HANDLER_SECRET_FILE, file.get()))
            : Optional.empty());
  }

  private Optional<SharedRoutes> shared(
      SharedCache cache, KnownUpstreams known, Executor lookups, Consumer<AutoCloseable> parts) {
    if (!cache.isUsable()) {
      if (!cache.servers().isEmpty()) {
        LOG.warn(
            "memcached is not used: with routes.lookup: auth_http no upstream server is known, so"
                + " nothing in it could be believed; set gatepostRouteSigningKeyFile to use it");
      }
      return Optional.empty();
    }
    Memcached memcached = cache.connect(transport, meters);
    parts.accept(memcached);
    parts.accept(new CacheReport(meters).begin(transport));
    return Optional.of(
        new SharedRoutes(
            memcached,
            cache.seal(),
            known,
            new SharedRoutes.Terms(
                settings.value(RouteAttributes.MEMCACHED_TTL),
                settings.value(ThrottleAttributes.USER_LIMIT) > 0,
                settings.optional(RouteAttributes.DEFAULT_DOMAIN)),
            lookups,
            meters));
  }
}
