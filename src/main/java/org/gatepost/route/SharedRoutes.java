package org.gatepost.route;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.gatepost.memcached.Memcached;
import org.gatepost.net.Addresses;
import org.gatepost.net.Futures;
import org.gatepost.route.Route.Keeping;
import org.gatepost.route.RouteQuestion.Named;
import org.gatepost.telemetry.Meters;
import org.jspecify.annotations.Nullable;

/**
 * The routes that many proxies share in memcached, the original's among them (spec mail 3): under
 * which keys they stand, and what becomes of them. Whether they are true is up to {@link
 * BelievedEntries}.
 *
 * <p>Safe for use by many threads; never blocks. Futures never fail: trouble is a miss.
 */
public final class SharedRoutes {
  private static final int MAX_LOCAL_ALIASES = 100_000;
  // A false alias must not outlive its removal from memcached by much.
  private static final Duration ALIAS_LIFE = Duration.ofMinutes(10);

  private final BelievedEntries entries;
  private final WrittenKeys writtenKeys;
  private final KnownUpstreams known;
  private final Terms terms;
  private final ShortMemory<RouteKey, String> aliases =
      new ShortMemory<>(MAX_LOCAL_ALIASES, System::nanoTime);

  /**
   * How routes are kept.
   *
   * @param life of routes and aliases; zero for without end
   * @param aliasesByProxy whether proxies with our settings write the proxy's own address into the
   *     keys of aliases, as those of the original do that throttle users
   * @param aliasDomain the only domain whose accounts have aliases there (spec mail 2.8: the
   *     default domain), so that no name is led into another tenant's domain; absent: not known
   */
  public record Terms(Duration life, boolean aliasesByProxy, Optional<String> aliasDomain) {}

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
    this.entries = new BelievedEntries(memcached, seal, known, lookups, meters);
    this.writtenKeys = new WrittenKeys(memcached, terms.life());
    this.known = known;
    this.terms = terms;
  }

  /**
   * The shared route of a question. One question to memcached suffices if this process knows what
   * the name means; else those for its aliases and for the name itself go out together.
   */
  CompletableFuture<Optional<Route>> find(RouteQuestion question) {
    if (question.named() == Named.BY_ID) {
      return entries.route(byId(question), question.protocol(), question.loginName());
    }
    String account = aliases.get(RouteKey.of(question));
    if (account != null) {
      return routeOf(account, question);
    }
    CompletableFuture<Optional<String>> alias = alias(question);
    CompletableFuture<Optional<Route>> asTyped =
        entries.route(SharedKeys.asTyped(question), question.protocol(), question.loginName());
    return alias
        .thenCompose(name ->
            name.isPresent() ? routeOf(name.get(), question) : orInLowerCase(asTyped, question))
        .thenApply(route -> {
          route.ifPresent(found -> isMeant(question, found.account()));
          return route;
        });
  }

  private static String byId(RouteQuestion question) {
    return SharedKeys.routeById(question.protocol(), question.service(), question.loginName());
  }

  private CompletableFuture<Optional<Route>> routeOf(String account, RouteQuestion question) {
    return entries.route(
        SharedKeys.route(question.protocol(), account), question.protocol(), account);
  }

  private CompletableFuture<Optional<String>> alias(RouteQuestion question) {
    CompletableFuture<Optional<String>> found = CompletableFuture.completedFuture(Optional.empty());
    for (String key : SharedKeys.aliases(question)) {
      found =
          found.thenCombine(
              entries.account(key).thenApply(name -> name.filter(this::canHaveAlias)),
              (first, next) -> first.or(() -> next));
    }
    return found;
  }

  private boolean canHaveAlias(String account) {
    return terms
        .aliasDomain()
        .map(domain -> domain.equalsIgnoreCase(account.substring(account.lastIndexOf('@') + 1)))
        .orElse(true);
  }

  /** Accounts have one name in any letter case; the original's keys have as many as are typed. */
  private CompletableFuture<Optional<Route>> orInLowerCase(
      CompletableFuture<Optional<Route>> asTyped, RouteQuestion question) {
    String lower = NameCase.lower(question.loginName());
    if (!question.isQualified() || lower.equals(question.loginName())) {
      return asTyped;
    }
    return asTyped.thenCompose(route ->
        route.isPresent() ? CompletableFuture.completedFuture(route) : routeOf(lower, question));
  }

  private void isMeant(RouteQuestion question, String account) {
    RouteKey key = RouteKey.of(question);
    if (key.isSmall()) {
      aliases.put(key, account, ALIAS_LIFE);
    }
  }

  private interface Writing {
    CompletableFuture<Boolean> write(String logicalKey, String value, Duration life);
  }

  /** Keeps a route that was looked up; what others have kept meanwhile stays. */
  void keep(RouteQuestion question, Route route) {
    keep(question, route, entries::add);
  }

  /** Keeps a route that was looked up because the kept one led nowhere. */
  void correct(RouteQuestion question, Route route) {
    keep(question, route, entries::set);
  }

  private void keep(RouteQuestion question, Route route, Writing writing) {
    known.learn(question.protocol(), route);
    if (!route.cacheable()) {
      return;
    }
    String value = entries.valueOf(route);
    if (question.named() == Named.BY_ID) {
      Futures.letHappen(writing.write(byId(question), value, terms.life()));
      return;
    }
    String account = route.account();
    isMeant(question, account);
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

  private void write(String logicalKey, String value, String account, Writing writing) {
    Futures.whenDone(
        writing.write(logicalKey, value, terms.life()),
        written -> {
          if (written) {
            writtenKeys.add(logicalKey, account);
          }
        });
  }

  /** Drops all that is kept for a question, here and for all proxies: it led nowhere. */
  void forget(RouteQuestion question) {
    if (question.named() == Named.BY_ID) {
      entries.delete(byId(question));
      return;
    }
    String account = aliases.get(RouteKey.of(question));
    aliases.remove(RouteKey.of(question));
    List<String> keys = SharedKeys.aliases(question);
    keys.forEach(entries::delete);
    String asTyped = SharedKeys.asTyped(question);
    entries.delete(asTyped);
    if (account != null) {
      String ofAccount = SharedKeys.route(question.protocol(), account);
      if (!ofAccount.equals(asTyped)) {
        entries.delete(ofAccount);
      }
    }
  }
}
