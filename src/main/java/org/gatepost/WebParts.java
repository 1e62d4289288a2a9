package org.gatepost;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatepost.directory.DirectoryException;
import org.gatepost.net.listener.Turnstile;
import org.gatepost.net.upstream.UpstreamHealth.Rest;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.OwnWebAttributes;
import org.gatepost.settings.UpstreamAttributes;
import org.gatepost.web.cache.ResponseCache;
import org.gatepost.web.exchange.LookupLimit;
import org.gatepost.web.exchange.WebCounts;
import org.gatepost.web.exchange.WebReception;
import org.gatepost.web.exchange.WebServices;
import org.gatepost.web.pool.Peer;
import org.gatepost.web.pool.Pool;
import org.gatepost.web.request.Origin;
import org.gatepost.web.request.PoolName;
import org.gatepost.web.upstream.UpstreamConnections;
import org.gatepost.web.upstream.UpstreamTerms;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that the doors of the web share: the one place where settings meet the web package. */
final class WebParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebParts.class);

  private final UpstreamConnections connections;
  private final WebServices services;
  private final WebDoors doors;

  WebParts(
      Ground ground,
      Permanent permanent,
      RouteParts.Ways ways,
      Turnstile turnstile,
      WebFacts facts,
      List<DoorPlan> plans)
      throws ConfigurationException, DirectoryException, IOException {
    EffectiveSettings settings = ground.settings();
    connections =
        new UpstreamConnections(
            ground.transport(),
            ground.upstreamTls(),
            new UpstreamTerms(
                settings.value(UpstreamAttributes.CONNECT_TIMEOUT),
                settings.value(OwnWebAttributes.UPSTREAM_KEEP_ALIVE),
                settings.value(OwnWebAttributes.UPSTREAM_MAX_IDLE),
                settings.value(OwnWebAttributes.MAX_LINE_SIZE),
                settings.value(OwnWebAttributes.MAX_HEAD_SIZE)));
    boolean any = plans.stream().anyMatch(DoorPlan::isWeb);
    Map<PoolName, Pool> pools = any ? WebPools.of(ground.directory(), settings) : Map.of();
    doors =
        new WebDoors(
            ground.file(),
            facts,
            settings,
            ground.certificates(),
            permanent.limits(),
            plans,
            pools);
    services =
        new WebServices(
            ways.routes(),
            ways.certificates(),
            pools,
            origins(doors.origins()),
            settings.value(UpstreamAttributes.EXACT_VERSION).equals("on"),
            connections,
            permanent.upstreamHealth(),
            new LookupLimit(settings.value(OwnWebAttributes.LOOKUP_LIMIT)),
            cache(settings),
            permanent.accessLog(),
            new WebCounts(ground.meters()),
            permanent.relays(),
            turnstile,
            permanent.requestIds(),
            new WebServices.Clocks(ground.transport().loops()),
            new AtomicBoolean(),
            settings.value(UpstreamAttributes.SEND_TIMEOUT),
            settings.value(UpstreamAttributes.CONNECT_TIMEOUT),
            settings.value(UpstreamAttributes.POLLING_TIMEOUT));
  }

  private static Optional<ResponseCache> cache(EffectiveSettings settings) {
    long octets = settings.value(OwnWebAttributes.CACHE_SIZE);
    return octets == 0
        ? Optional.empty()
        : Optional.of(
            new ResponseCache(
                octets,
                settings.value(OwnWebAttributes.CACHE_MAX_FILE_SIZE),
                InstantSource.system()));
  }

  /** Drops what is kept of the web client. */
  void forget() {
    services.cache().ifPresent(ResponseCache::clear);
  }

  /** The addresses of servers outside of all pools; they are never left alone (spec http 1.10). */
  private static Map<Origin, Pool> origins(List<Origin> named) {
    Map<Origin, Pool> pools = new HashMap<>();
    Rest never = new Rest(0, Duration.ZERO);
    for (Origin origin : named) {
      try {
        List<Peer> peers =
            Arrays.stream(InetAddress.getAllByName(origin.host()))
                .map(address ->
                    new Peer(
                        origin.host(),
                        new InetSocketAddress(address, origin.port()),
                        Optional.empty(),
                        never))
                .toList();
        pools.put(origin, new Pool(PoolName.MAIL, origin.tls(), peers));
      } catch (UnknownHostException e) {
        LOG.warn("the host {} has no address: paths that lead there fail", origin.host());
      }
    }
    return pools;
  }

  WebReception reception(DoorPlan plan) throws ConfigurationException {
    return new WebReception(doors.door(plan), services);
  }

  /** Connections end as soon as they are unused. */
  void retire() {
    services.retiring().set(true);
  }

  @Override
  public void close() {
    connections.close();
  }
}
