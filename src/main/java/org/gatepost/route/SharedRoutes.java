package org.gatepost.route;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.gatepost.memcached.Memcached;
import org.gatepost.net.Addresses;
import org.gatepost.net.Futures;
import org.gatepost.route.KnownUpstreams.Verdict;
import org.gatepost.route.Route.Keeping;
import org.gatepost.route.RouteQuestion.Named;
import org.gatepost.telemetry.LogText;
import org.gatepost.telemetry.Meter;
import org.gatepost.telemetry.Meters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that many proxies share in memcached, the original's among them (spec mail 3).
 *
 * <p>memcached proves nothing: whoever can write to it could lead passwords astray. So a route is
 * believed only if its server is known, or if it bears our signature; any other is thrown away.
 *
 * <p>Safe for use by many threads; never blocks. Futures never fail: trouble is a miss.
 */
public final class SharedRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(SharedRoutes.class);
  private static final int MAX_NAME = 512;
  private static final int MAX_LOCAL_ALIASES = 100_000;

  private final Memcached memcached;
  private final Seal seal;
  private final KnownUpstreams known;
  private final Terms terms;
  private final Executor lookups;
  private final ShortMemory<RouteKey, String> aliases =
      new ShortMemory<>(MAX_LOCAL_ALIASES, System::nanoTime);
  private final WrittenKeys written;
  private final LongAdder unknownUpstream;
  private final LongAdder malformed;
  private final LongAdder unsigned;

  /**
   * How routes are kept.
   *
   * @param life of routes and aliases; zero for without end
   * @param aliasesByProxy whether proxies with our settings write the proxy's own address into the
   *     keys of aliases, as those of the original do that throttle users
   */
  public record Terms(Duration life, boolean aliasesByProxy) {}

  /**
   * @param lookups runs what may block
   */
  public SharedRoutes(
      Memcached memcached,
      Seal seal,
      KnownUpstreams known,
      Terms terms,
      Executor lookups,
      Meters meters) {
    this.memcached = memcached;
    this.seal = seal;
    this.known = known;
    this.terms = terms;
    this.lookups = lookups;
    this.written = new WrittenKeys(memcached, terms.life());
    this.unknownUpstream = meters.counter(Meter.ROUTES_DISTRUSTED, "unknown-upstream");
    this.malformed = meters.counter(Meter.ROUTES_DISTRUSTED, "malformed");
    this.unsigned = meters.counter(Meter.ROUTES_DISTRUSTED, "unsigned");
  }

  /**
   * The shared route of a question. One question to memcached suffices if this process knows what
   * the name means; else those for its aliases and for the name itself go out together.
   */
  CompletableFuture<Optional<Route>> find(RouteQuestion question) {
    if (question.named() == Named.BY_ID) {
      String key =
          SharedKeys.routeById(question.protocol(), question.service(), question.loginName());
      return routeAt(key, question.loginName(), question);
    }
    String account = aliases.get(RouteKey.of(question));
    if (account != null) {
      return routeOf(account, question);
    }
    CompletableFuture<Optional<String>> alias = alias(question);
    CompletableFuture<Optional<Route>> asTyped =
        routeAt(SharedKeys.asTyped(question), question.loginName(), question);
    return alias
        .thenCompose(name ->
            name.isEmpty() ? orInLowerCase(asTyped, question) : routeOf(name.get(), question))
        .thenApply(route -> {
          route.ifPresent(
              found -> aliases.put(RouteKey.of(question), found.account(), localLife()));
          return route;
        });
  }

  private CompletableFuture<Optional<Route>> routeOf(String account, RouteQuestion question) {
    return routeAt(SharedKeys.route(question.protocol(), account), account, question);
  }

  /** Accounts have one name in any letter case; the original's keys have as many as are typed. */
  private CompletableFuture<Optional<Route>> orInLowerCase(
      CompletableFuture<Optional<Route>> asTyped, RouteQuestion question) {
    String lower = question.loginName().toLowerCase(Locale.ROOT);
    if (!question.isQualified() || lower.equals(question.loginName())) {
      return asTyped;
    }
    return asTyped.thenCompose(route ->
        route.isPresent() ? CompletableFuture.completedFuture(route) : routeOf(lower, question));
  }

  private CompletableFuture<Optional<String>> alias(RouteQuestion question) {
    CompletableFuture<Optional<String>> found = CompletableFuture.completedFuture(Optional.empty());
    for (String logicalKey : SharedKeys.aliases(question)) {
      String key = seal.key(logicalKey);
      found =
          found.thenCombine(
              memcached.get(key).thenApply(value -> value.flatMap(text -> name(key, text))),
              (first, second) -> first.or(() -> second));
    }
    return found;
  }

  private Optional<String> name(String key, String sealed) {
    Optional<String> escaped = opened(key, sealed);
    Optional<String> name =
        escaped.flatMap(NameEscape::unescape).filter(SharedRoutes::canBeAccount);
    if (escaped.isPresent() && name.isEmpty()) {
      throwAway(malformed, key);
    }
    return name;
  }

  private static boolean canBeAccount(String name) {
    return !name.isBlank()
        && name.length() <= MAX_NAME
        && name.chars().noneMatch(c -> c < ' ' || c == 0x7f);
  }

  private CompletableFuture<Optional<Route>> routeAt(
      String logicalKey, String account, RouteQuestion question) {
    String key = seal.key(logicalKey);
    return memcached
        .get(key)
        .thenCompose(sealed ->
            sealed
                .flatMap(text -> opened(key, text))
                .map(value -> believed(key, value, account, question))
                .orElseGet(SharedRoutes::nothing));
  }

  private Optional<String> opened(String key, String sealed) {
    Optional<String> value = seal.open(key, sealed);
    if (value.isEmpty()) {
      throwAway(unsigned, key);
    }
    return value;
  }

  private CompletableFuture<Optional<Route>> believed(
      String key, String value, String account, RouteQuestion question) {
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
    Verdict remembered = known.remembered(question.protocol(), named);
    return remembered != null
        ? CompletableFuture.completedFuture(judged(remembered, key, named, account))
        : CompletableFuture.supplyAsync(() -> known.verdict(question.protocol(), named), lookups)
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

  private void throwAway(LongAdder reason, String key) {
    reason.increment();
    drop(key);
  }

  private static CompletableFuture<Optional<Route>> nothing() {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  /** Keeps a route that was looked up; what others have kept meanwhile stays. */
  void keep(RouteQuestion question, Route route) {
    write(question, route, memcached::add);
  }

  /** Keeps a route that was looked up because the kept one led nowhere. */
  void correct(RouteQuestion question, Route route) {
    write(question, route, memcached::set);
  }

  private interface Writing {
    CompletableFuture<Boolean> write(String key, String value, Duration life);
  }

  private void write(RouteQuestion question, Route route, Writing writing) {
    known.learn(question.protocol(), route);
    if (!route.cacheable()) {
      return;
    }
    // A signed route keeps the server's name, which its certificate bears; old proxies read
    // addresses alone.
    String value =
        seal.isProof()
            ? new UpstreamAddress(route.host(), route.port()).toString()
            : UpstreamAddress.of(route).toString();
    if (question.named() == Named.BY_ID) {
      write(
          SharedKeys.routeById(question.protocol(), question.service(), question.loginName()),
          value,
          null,
          writing);
      return;
    }
    String account = route.account();
    aliases.put(RouteKey.of(question), account, localLife());
    write(SharedKeys.route(question.protocol(), account), value, account, writing);
    String alias = aliasToKeep(question, route);
    if (alias != null) {
      write(aliasKey(question, alias), NameEscape.escape(account), account, writing);
    }
  }

  /** Which name is to be kept as another one for the account (spec mail 3.5, step 4). */
  private static @Nullable String aliasToKeep(RouteQuestion question, Route route) {
    if (route.keeping() != Keeping.ROUTE_AND_ALIAS) {
      return null;
    }
    String login = question.loginName();
    if (!login.equals(route.account())) {
      return login;
    }
    int at = login.indexOf('@');
    return at > 0 ? login.substring(0, at) : null;
  }

  private String aliasKey(RouteQuestion question, String name) {
    if (question.protocol().isWeb()) {
      return SharedKeys.aliasAtHost(name, question.virtualHost().orElse(""));
    }
    return SharedKeys.alias(
        name, Addresses.text(terms.aliasesByProxy() ? question.proxy() : question.client()));
  }

  private void write(String logicalKey, String value, @Nullable String account, Writing writing) {
    String key = seal.key(logicalKey);
    Futures.whenDone(
        writing.write(key, seal.seal(key, value, terms.life()), terms.life()),
        stored -> {
          if (stored && account != null) {
            written.add(logicalKey, account);
          }
        });
  }

  /** Drops all that is kept for a question, here and for all proxies: it led nowhere. */
  void forget(RouteQuestion question) {
    String account = aliases.get(RouteKey.of(question));
    aliases.remove(RouteKey.of(question));
    if (question.named() == Named.BY_ID) {
      drop(
          seal.key(
              SharedKeys.routeById(question.protocol(), question.service(), question.loginName())));
      return;
    }
    for (String alias : SharedKeys.aliases(question)) {
      drop(seal.key(alias));
    }
    String asTyped = SharedKeys.asTyped(question);
    drop(seal.key(asTyped));
    if (account != null) {
      String ofAccount = SharedKeys.route(question.protocol(), account);
      if (!ofAccount.equals(asTyped)) {
        drop(seal.key(ofAccount));
      }
    }
  }

  private void drop(String key) {
    Futures.letHappen(memcached.delete(key));
  }

  private Duration localLife() {
    return terms.life().isZero() ? Duration.ofHours(1) : terms.life();
  }
}
