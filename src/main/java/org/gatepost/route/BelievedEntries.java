package org.gatepost.route;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.gatepost.memcached.Memcached;
import org.gatepost.net.Futures;
import org.gatepost.route.KnownUpstreams.Verdict;
import org.gatepost.route.Route.Keeping;
import org.gatepost.telemetry.LogText;
import org.gatepost.telemetry.Meter;
import org.gatepost.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of memcached that can be believed. memcached proves nothing: whoever can write to it
 * could lead passwords astray. So a route is believed only if its server is known, or if it bears
 * our signature; any other is thrown away, counted, and looked up anew.
 *
 * <p>Keys are logical ones. Safe for use by many threads; never blocks. Futures never fail.
 */
final class BelievedEntries {
  private static final Logger LOG = LoggerFactory.getLogger(BelievedEntries.class);
  private static final int MAX_NAME = 512;
  private static final long PATIENCE_MILLIS = 2_000;

  private final Memcached memcached;
  private final Seal seal;
  private final KnownUpstreams known;
  private final Executor lookups;
  private final LongAdder unknownUpstream;
  private final LongAdder malformed;
  private final LongAdder unsigned;

  BelievedEntries(
      Memcached memcached, Seal seal, KnownUpstreams known, Executor lookups, Meters meters) {
    this.memcached = memcached;
    this.seal = seal;
    this.known = known;
    this.lookups = lookups;
    this.unknownUpstream = meters.counter(Meter.ROUTES_DISTRUSTED, "unknown-upstream");
    this.malformed = meters.counter(Meter.ROUTES_DISTRUSTED, "malformed");
    this.unsigned = meters.counter(Meter.ROUTES_DISTRUSTED, "unsigned");
  }

  /** The account that a name means. */
  CompletableFuture<Optional<String>> account(String logicalKey) {
    String key = seal.key(logicalKey);
    return memcached
        .get(key)
        .thenApply(
            sealed -> sealed.flatMap(text -> opened(key, text)).flatMap(name -> name(key, name)));
  }

  private Optional<String> name(String key, String escaped) {
    Optional<String> name = NameEscape.unescape(escaped).filter(BelievedEntries::canBeAccount);
    if (name.isEmpty()) {
      throwAway(malformed, key);
    }
    return name;
  }

  private static boolean canBeAccount(String name) {
    return !name.isBlank()
        && name.length() <= MAX_NAME
        && name.chars().noneMatch(c -> c < ' ' || c == 0x7f);
  }

  /** The route of an account. */
  CompletableFuture<Optional<Route>> route(
      String logicalKey, UpstreamProtocol protocol, String account) {
    String key = seal.key(logicalKey);
    return memcached
        .get(key)
        .thenCompose(sealed ->
            sealed
                .flatMap(text -> opened(key, text))
                .map(value -> believed(key, value, protocol, account))
                .orElseGet(BelievedEntries::nothing));
  }

  private Optional<String> opened(String key, String sealed) {
    Optional<String> value = seal.open(key, sealed);
    if (value.isEmpty()) {
      throwAway(unsigned, key);
    }
    return value;
  }

  private CompletableFuture<Optional<Route>> believed(
      String key, String value, UpstreamProtocol protocol, String account) {
    Optional<UpstreamAddress> address = UpstreamAddress.parse(value);
    if (address.isEmpty()) {
      throwAway(malformed, key);
      return nothing();
    }
    UpstreamAddress named = address.get();
    if (seal.isProof()) {
      return CompletableFuture.completedFuture(
          Optional.of(
              route(named.host(), named.port(), named.literal().stream().toList(), account)));
    }
    Verdict remembered = known.remembered(protocol, named, account);
    return remembered != null
        ? CompletableFuture.completedFuture(judged(remembered, key, named, account))
        : CompletableFuture.supplyAsync(() -> known.verdict(protocol, named, account), lookups)
            // Whoever is slow to tell whether it can be believed must not hold up a lookup.
            .completeOnTimeout(Optional.empty(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
            .thenApply(verdict -> verdict.flatMap(found -> judged(found, key, named, account)));
  }

  private Optional<Route> judged(
      Verdict verdict, String key, UpstreamAddress named, String account) {
    return switch (verdict) {
      case Verdict.Known(var host, var addresses) ->
          Optional.of(
              route(host, named.port(), named.literal().map(List::of).orElse(addresses), account));
      case Verdict.Unknown() -> {
        LOG.warn(
            "memcached sends {} to {}, which is no server of this system: thrown away. Whoever"
                + " wrote that may be after passwords: see who can reach memcached",
            LogText.of(account),
            named);
        throwAway(unknownUpstream, key);
        yield Optional.empty();
      }
    };
  }

  private static Route route(
      String host, int port, List<InetSocketAddress> addresses, String account) {
    return new Route(host, port, addresses, account, Optional.empty(), Keeping.ROUTE);
  }

  private static CompletableFuture<Optional<Route>> nothing() {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  private void throwAway(LongAdder reason, String key) {
    reason.increment();
    Futures.letHappen(memcached.delete(key));
  }

  /** Writes an entry unless there is one; whether it was written. */
  CompletableFuture<Boolean> add(String logicalKey, String value, Duration life) {
    String key = seal.key(logicalKey);
    return memcached.add(key, seal.seal(key, value, life), life);
  }

  /** Writes an entry in place of whatever there is; whether it was written. */
  CompletableFuture<Boolean> set(String logicalKey, String value, Duration life) {
    String key = seal.key(logicalKey);
    return memcached.set(key, seal.seal(key, value, life), life);
  }

  /**
   * The value that stands for a route. A signed one keeps the server's name, which its certificate
   * bears; old proxies read addresses alone.
   */
  String valueOf(Route route) {
    return seal.isProof()
        ? new UpstreamAddress(route.host(), route.port()).toString()
        : UpstreamAddress.of(route).toString();
  }

  void delete(String logicalKey) {
    Futures.letHappen(memcached.delete(seal.key(logicalKey)));
  }
}
