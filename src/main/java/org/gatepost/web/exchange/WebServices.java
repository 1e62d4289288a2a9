package org.gatepost.web.exchange;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatepost.net.listener.Turnstile;
import org.gatepost.net.relay.Relays;
import org.gatepost.net.upstream.UpstreamHealth;
import org.gatepost.route.CertificateLogins;
import org.gatepost.route.Routes;
import org.gatepost.telemetry.AccessLog;
import org.gatepost.web.cache.ResponseCache;
import org.gatepost.web.pool.Pool;
import org.gatepost.web.request.Origin;
import org.gatepost.web.request.PoolName;
import org.gatepost.web.upstream.UpstreamConnections;

/**
 * What all requests share that come under the same settings.
 *
 * @param certificates logs in those who come with a certificate
 * @param pools a pool that is not there has no server
 * @param origins the addresses of servers outside of all pools
 * @param exactVersion whether a token's version must be exactly a server's
 * @param sendTimeout how long an upstream may refuse to take more of a request
 * @param retiring whether connections are to end when they are unused
 * @param probing how long a server that has rested may take to show that it is back
 * @param tunnelIdle how long both ends of a WebSocket may be silent
 */
public record WebServices(
    Routes routes,
    CertificateLogins certificates,
    Map<PoolName, Pool> pools,
    Map<Origin, Pool> origins,
    boolean exactVersion,
    UpstreamConnections connections,
    UpstreamHealth health,
    LookupLimit lookups,
    Optional<ResponseCache> cache,
    AccessLog log,
    WebCounts counts,
    Relays relays,
    Turnstile turnstile,
    RequestIds ids,
    Clocks clocks,
    AtomicBoolean retiring,
    Duration sendTimeout,
    Duration probing,
    Duration tunnelIdle) {

  /** A clock for each event loop. */
  public static final class Clocks {
    private final Map<EventLoop, LoopClock> byLoop = new HashMap<>();

    public Clocks(List<EventLoop> loops) {
      loops.forEach(loop -> byLoop.put(loop, new LoopClock(loop)));
    }

    LoopClock of(EventLoop loop) {
      LoopClock clock = byLoop.get(loop);
      if (clock == null) {
        throw new IllegalArgumentException("not one of our event loops");
      }
      return clock;
    }
  }
}
