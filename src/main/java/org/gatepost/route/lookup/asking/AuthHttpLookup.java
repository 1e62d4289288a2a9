package org.gatepost.route.lookup.asking;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.gatepost.net.Transport;
import org.gatepost.net.tls.UpstreamTls;
import org.gatepost.route.Route;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteLookup;
import org.gatepost.route.RouteQuestion;
import org.gatepost.settings.RouteSource.AuthHttp;
import org.gatepost.telemetry.Meter;
import org.gatepost.telemetry.Meters;

/**
 * Finds routes by asking a server of stock nginx's {@code auth_http} protocol, which verifies the
 * password too (spec mail 1.8): one server, one connection a question, no failover.
 *
 * <p>Straight-line code on the caller's virtual thread; any number of them may ask at once.
 */
public final class AuthHttpLookup implements RouteLookup, AutoCloseable {
  private static final int MAX_HEAD_OCTETS = 16_384;
  private static final Duration LEAST_WAIT = Duration.ofMillis(100);

  private final AuthHttp source;
  private final AuthHttpRequest request;
  private final HttpOrigin origin;
  private final String shown;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final LongAdder found;
  private final LongAdder none;
  private final LongAdder failed;

  private AuthHttpLookup(AuthHttp source, HttpOrigin origin, Meters meters) {
    this.source = source;
    this.request = new AuthHttpRequest(source);
    this.origin = origin;
    this.shown = shown(source.url());
    this.found = meters.counter(Meter.HANDLER_LOOKUPS, shown, "found");
    this.none = meters.counter(Meter.HANDLER_LOOKUPS, shown, "none");
    this.failed = meters.counter(Meter.HANDLER_LOOKUPS, shown, "failed");
  }

  /** Operators put secrets into user names and queries. */
  private static String shown(URI url) {
    var port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port + url.getRawPath();
  }

  /** Prepares to ask; connects to nobody yet. */
  public static AuthHttpLookup open(
      AuthHttp source, Transport transport, UpstreamTls tls, Meters meters) {
    // A question that is repeated because its connection had died may count as two logins.
    var origin = new HttpOrigin(source.url(), MAX_HEAD_OCTETS, false, transport, tls);
    return new AuthHttpLookup(source, origin, meters);
  }

  @Override
  public Route lookUp(RouteQuestion question) throws RouteException {
    var octets = request.of(question);
    try {
      var route = ask(question, octets, Deadline.in(source.timeout()));
      found.increment();
      return route;
    } catch (RouteException e) {
      none.increment();
      throw e;
    } catch (ExchangeException e) {
      failed.increment();
      throw new RouteException(
          Reason.UNAVAILABLE, "auth http server %s: %s".formatted(shown, e.sentence()), e);
    }
  }

  private Route ask(RouteQuestion question, byte[] octets, Deadline deadline)
      throws RouteException, ExchangeException {
    while (true) {
      switch (AuthHttpReply.read(origin.ask(octets, deadline), question)) {
        case AuthHttpReply.Found(var route) -> {
          return route;
        }
        case AuthHttpReply.Wait(var before) -> pause(before, deadline);
      }
    }
  }

  /** Nginx would ask again at once if no wait is given; so do we, but not without a breath. */
  private void pause(Duration before, Deadline deadline) throws ExchangeException {
    long nanos = Math.max(before.toNanos(), LEAST_WAIT.toNanos());
    if (nanos > deadline.leftNanos()) {
      throw new ExchangeException("it asks for more time than there is");
    }
    try {
      if (closed.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new ExchangeException("this process ends");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ExchangeException("the lookup was broken off");
    }
  }

  /** The server has verified a password: the next one must be verified too. */
  @Override
  public boolean answersAreForAll() {
    return false;
  }

  /** Ends waits; lookups under way go on. */
  @Override
  public void close() {
    closed.countDown();
    origin.close();
  }
}
