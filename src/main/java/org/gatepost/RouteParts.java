package org.gatepost;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.memcached.Memcached;
import org.gatepost.net.Transport;
import org.gatepost.route.KnownUpstreams;
import org.gatepost.route.RouteLookup;
import org.gatepost.route.Routes;
import org.gatepost.route.SharedRoutes;
import org.gatepost.route.lookup.DirectoryLookup;
import org.gatepost.route.lookup.DirectoryUpstreams;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.settings.RouteAttributes;
import org.gatepost.settings.RouteSource.Lookup;
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
  private final Meters meters;

  RouteParts(
      HostFile file,
      Directory directory,
      EffectiveSettings settings,
      Transport transport,
      Meters meters) {
    this.file = file;
    this.directory = directory;
    this.settings = settings;
    this.transport = transport;
    this.meters = meters;
  }

  /**
   * Makes it.
   *
   * @param parts gets whatever is to be closed at the end
   */
  Routes routes(Executor lookups, Consumer<AutoCloseable> parts)
      throws ConfigurationException, DirectoryException {
    KnownUpstreams known = new KnownUpstreams(new DirectoryUpstreams(directory, settings));
    return new Routes(
        lookup(),
        lookups,
        shared(known, lookups, parts),
        new Routes.Terms(
            settings.value(OwnAttributes.MAX_LOCAL_ROUTES),
            settings.value(OwnAttributes.LOCAL_ROUTE_TTL),
            settings.value(OwnAttributes.NEGATIVE_ROUTE_TTL)),
        meters);
  }

  private RouteLookup lookup() throws ConfigurationException {
    return switch (file.routes().lookup()) {
      case DIRECTORY -> new DirectoryLookup(directory, settings);
      case HANDLERS, AUTH_HTTP -> throw new ConfigurationException("not yet");
    };
  }

  private Optional<SharedRoutes> shared(
      KnownUpstreams known, Executor lookups, Consumer<AutoCloseable> parts)
      throws ConfigurationException, DirectoryException {
    SharedCache cache = SharedCache.of(file, directory, settings);
    if (cache.servers().isEmpty()) {
      return Optional.empty();
    }
    if (file.routes().lookup() == Lookup.AUTH_HTTP && !cache.seal().isProof()) {
      LOG.warn(
          "memcached is not used: with routes.lookup: auth_http no upstream server is known, so"
              + " nothing in it could be believed; set gatepostRouteSigningKeyFile to use it");
      return Optional.empty();
    }
    Memcached memcached = cache.connect(transport, meters);
    parts.accept(memcached);
    return Optional.of(
        new SharedRoutes(
            memcached,
            cache.seal(),
            known,
            new SharedRoutes.Terms(
                settings.value(RouteAttributes.MEMCACHED_TTL),
                settings.value(ThrottleAttributes.USER_LIMIT) > 0),
            lookups,
            meters));
  }
}
