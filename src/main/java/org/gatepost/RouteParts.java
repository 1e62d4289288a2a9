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
import org.gatepost.route.CertificateLogins;
import org.gatepost.route.CertificateLookup;
import org.gatepost.route.CertificateQuestion;
import org.gatepost.route.GrantedLogin;
import org.gatepost.route.KnownUpstreams;
import org.gatepost.route.Password;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteLookup;
import org.gatepost.route.Routes;
import org.gatepost.route.SharedRoutes;
import org.gatepost.route.lookup.DirectoryLogins;
import org.gatepost.route.lookup.DirectoryLookup;
import org.gatepost.route.lookup.DirectoryUpstreams;
import org.gatepost.route.lookup.KeptRoutes;
import org.gatepost.route.lookup.NamedUpstreams;
import org.gatepost.route.lookup.asking.AuthHttpLookup;
import org.gatepost.route.lookup.asking.HandlerList;
import org.gatepost.route.lookup.asking.HandlerLookup;
import org.gatepost.route.lookup.asking.HandlerTerms;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.settings.RouteAttributes;
import org.gatepost.settings.ThrottleAttributes;
import org.gatepost.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the ways to routes and logins, as the settings have it: the one place where they meet. */
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
   * Makes them.
   *
   * @param parts gets whatever is to be closed at the end
   */
  Ways ways(Executor lookups, Consumer<AutoCloseable> parts)
      throws ConfigurationException, DirectoryException {
    SharedCache cache = SharedCache.of(file, directory, settings);
    KnownUpstreams known = new KnownUpstreams(new DirectoryUpstreams(directory, settings));
    Lookups asked = lookups(cache, known, parts);
    Routes routes =
        new Routes(
            asked.routes(),
            lookups,
            shared(cache, known, lookups, parts),
            new Routes.Terms(
                settings.value(OwnAttributes.MAX_LOCAL_ROUTES),
                settings.value(OwnAttributes.LOCAL_ROUTE_TTL),
                settings.value(OwnAttributes.NEGATIVE_ROUTE_TTL)),
            meters);
    return new Ways(routes, new CertificateLogins(asked.certificates(), lookups));
  }

  /** What everybody is found by. */
  record Ways(Routes routes, CertificateLogins certificates) {}

  private record Lookups(RouteLookup routes, CertificateLookup certificates) {}

  private Lookups lookups(SharedCache cache, KnownUpstreams known, Consumer<AutoCloseable> parts)
      throws ConfigurationException, DirectoryException {
    return switch (file.routes().lookup()) {
      case DIRECTORY -> {
        DirectoryLookup found = new DirectoryLookup(directory, settings);
        yield new Lookups(found, new DirectoryLogins(directory, found));
      }
      case HANDLERS -> {
        HandlerLookup handlers = handlers();
        parts.accept(handlers);
        yield new Lookups(new NamedUpstreams(handlers, known), handlers);
      }
      case AUTH_HTTP -> {
        AuthHttpLookup server = authHttp();
        parts.accept(server);
        RouteLookup named = new NamedUpstreams(server, known);
        yield new Lookups(
            cache.isUsable() ? new KeptRoutes(named) : named, RouteParts::knowsNoCertificates);
      }
    };
  }

  private static GrantedLogin knowsNoCertificates(CertificateQuestion question)
      throws RouteException {
    throw new RouteException(
        Reason.MISCONFIGURED,
        "routes.lookup is auth_http, whose servers cannot log in " + question.mailAddress());
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
    return HandlerTerms.of(
        settings,
        password(settings, OwnAttributes.HANDLER_SECRET_FILE),
        password(settings, RouteAttributes.HANDLER_PASSWORD_FILE));
  }

  private static Optional<Password> password(EffectiveSettings settings, Attribute<Path> attribute)
      throws ConfigurationException {
    Optional<Path> file = settings.optional(attribute);
    return file.isPresent()
        ? Optional.of(Password.ofFile(attribute, file.get()))
        : Optional.empty();
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
