package org.gatepost.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.gatepost.net.Futures;
import org.gatepost.route.Answer.Source;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.telemetry.LogText;
import org.gatepost.telemetry.Meter;
import org.gatepost.telemetry.Meters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one path to a route: what this process remembers, else what proxies share in memcached, else
 * a lookup. Equal questions at the same time are one question.
 *
 * <p>Safe for use by many threads; never blocks. Futures never fail: trouble is an answer. They
 * complete on the thread that brought the answer.
 */
public final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

  private final RouteLookup lookup;
  private final Executor lookups;
  private final Optional<SharedRoutes> shared;
  private final Terms terms;
  private final ShortMemory<RouteKey, Answer> local;
  private final ConcurrentHashMap<RouteKey, CompletableFuture<Answer>> inFlight =
      new ConcurrentHashMap<>();
  // Those of them that ask past all that is remembered.
  private final ConcurrentHashMap<RouteKey, CompletableFuture<Answer>> anew =
      new ConcurrentHashMap<>();
  private final Map<Source, LongAdder> found = new EnumMap<>(Source.class);
  private final LongAdder none;

  /**
   * How long answers are remembered by this process.
   *
   * @param capacity how many at most
   * @param life of a route; zero for not at all
   * @param negativeLife how long it is remembered that an account does not exist
   */
  public record Terms(int capacity, Duration life, Duration negativeLife) {}

  /**
   * @param lookups runs what may block: a virtual thread for each lookup
   * @param shared the routes in memcached, if there is one
   */
  public Routes(
      RouteLookup lookup,
      Executor lookups,
      Optional<SharedRoutes> shared,
      Terms terms,
      Meters meters) {
    this(lookup, lookups, shared, terms, meters, System::nanoTime);
  }

  Routes(
      RouteLookup lookup,
      Executor lookups,
      Optional<SharedRoutes> shared,
      Terms terms,
      Meters meters,
      LongSupplier nanoClock) {
    this.lookup = lookup;
    this.lookups = lookups;
    this.shared = shared;
    this.terms = terms;
    this.local = new ShortMemory<>(terms.capacity(), nanoClock);
    for (Source source : Source.values()) {
      found.put(source, meters.counter(Meter.ROUTES, source.word()));
    }
    this.none = meters.counter(Meter.ROUTES, "none");
  }

  /** What this process remembers, without asking anybody; null if it does not. */
  public @Nullable Answer remembered(RouteQuestion question) {
    Answer known = lookup.answersAreForAll() ? local.get(RouteKey.of(question)) : null;
    if (known != null) {
      count(known);
    }
    return known;
  }

  /** What is remembered here, else what memcached knows, else what the lookup says. */
  public CompletableFuture<Answer> find(RouteQuestion question) {
    if (!lookup.answersAreForAll()) {
      return counted(lookUp(question));
    }
    RouteKey key = RouteKey.of(question);
    Answer remembered = local.get(key);
    if (remembered != null) {
      count(remembered);
      return CompletableFuture.completedFuture(remembered);
    }
    CompletableFuture<Answer> mine = new CompletableFuture<>();
    CompletableFuture<Answer> others = inFlight.putIfAbsent(key, mine);
    if (others != null) {
      return counted(unlessForOne(others, question));
    }
    // Within the chain: whatever is thrown, nobody may be left waiting for this name.
    CompletableFuture<Answer> answer =
        CompletableFuture.completedFuture(question)
            .thenCompose(this::askShared)
            .exceptionally(Routes::nothingShared)
            .thenCompose(hit ->
                hit.isPresent()
                    ? CompletableFuture.<Answer>completedFuture(
                        new Answer.Found(hit.get(), Source.MEMCACHED))
                    : lookUp(question))
            .exceptionally(Routes::fault);
    Futures.whenDone(answer, known -> settle(question, key, mine, known, SharedRoutes::keep));
    return counted(mine);
  }

  /** What the lookup says now; all that was remembered for the question is dropped. */
  public CompletableFuture<Answer> findAnew(RouteQuestion question) {
    RouteQuestion again = question.with(question.facts().attempt(question.facts().attempt() + 1));
    RouteKey key = RouteKey.of(question);
    CompletableFuture<Answer> mine = new CompletableFuture<>();
    CompletableFuture<Answer> others = anew.putIfAbsent(key, mine);
    if (others != null) {
      return counted(unlessForOne(others, again));
    }
    forget(question);
    // In place of a question that may still be answered with what has just been dropped.
    inFlight.put(key, mine);
    Futures.whenDone(
        lookUp(again),
        known -> {
          anew.remove(key, mine);
          settle(question, key, mine, known, SharedRoutes::correct);
        });
    return counted(mine);
  }

  /** An answer that depends on who asks must be asked for by everybody. */
  private CompletableFuture<Answer> unlessForOne(
      CompletableFuture<Answer> others, RouteQuestion question) {
    return others.thenCompose(
        answer -> isForAll(answer) ? CompletableFuture.completedFuture(answer) : lookUp(question));
  }

  /** Without memcached everything works: its trouble is no reason to refuse a login. */
  private static Optional<Route> nothingShared(Throwable fault) {
    LOG.warn("shared routes cannot be had: {}", LogText.of(String.valueOf(fault)));
    return Optional.empty();
  }

  private CompletableFuture<Optional<Route>> askShared(RouteQuestion question) {
    return shared
        .map(routes -> routes.find(question))
        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))
        .thenCompose(this::withAddresses);
  }

  /** A signed route names a host; its addresses are asked for where that may block. */
  private CompletableFuture<Optional<Route>> withAddresses(Optional<Route> route) {
    return route.isEmpty() || !route.get().addresses().isEmpty()
        ? CompletableFuture.completedFuture(route)
        : CompletableFuture.supplyAsync(() -> route.map(Routes::withAddresses), lookups);
  }

  private CompletableFuture<Answer> lookUp(RouteQuestion question) {
    try {
      return CompletableFuture.supplyAsync(() -> ask(question), lookups)
          .exceptionally(Routes::fault);
    } catch (RejectedExecutionException stopping) {
      return CompletableFuture.completedFuture(fault(stopping));
    }
  }

  private Answer ask(RouteQuestion question) {
    try {
      Route route = lookup.lookUp(question);
      // Wherever it was written down: in a command to the upstream server it would be a second one.
      return route.account().chars().anyMatch(Character::isISOControl)
          ? new Answer.None(Reason.MISCONFIGURED, "the account's name has control characters")
          : new Answer.Found(withAddresses(route), Source.LOOKUP);
    } catch (RouteException e) {
      return new Answer.None(e.reason(), String.valueOf(e.getMessage()), e.terms());
    }
  }

  /** A fault must end the login that met it, and no more than this login. */
  private static Answer fault(Throwable fault) {
    Throwable cause =
        fault instanceof CompletionException e && e.getCause() != null ? e.getCause() : fault;
    return new Answer.None(Reason.UNAVAILABLE, "the lookup failed: " + cause);
  }

  /** Whoever knows the host need not know its addresses; none found is for the connect to say. */
  private static Route withAddresses(Route route) {
    if (!route.addresses().isEmpty()) {
      return route;
    }
    try {
      return route.at(
          Arrays.stream(InetAddress.getAllByName(route.host()))
              .map(address -> new InetSocketAddress(address, route.port()))
              .toList());
    } catch (UnknownHostException unknown) {
      return route;
    }
  }

  private interface Sharing {
    void share(SharedRoutes routes, RouteQuestion question, Route route);
  }

  private void settle(
      RouteQuestion question,
      RouteKey key,
      CompletableFuture<Answer> mine,
      Answer answer,
      Sharing sharing) {
    try {
      // An answer that was to be forgotten while it was on its way is not remembered.
      if (inFlight.remove(key, mine)) {
        remember(key, answer);
        if (answer instanceof Answer.Found(var route, var source) && source == Source.LOOKUP) {
          shared.ifPresent(routes -> sharing.share(routes, question, route));
        }
      }
    } finally {
      mine.complete(answer);
    }
  }

  private void remember(RouteKey key, Answer answer) {
    if (!key.isSmall()) {
      return;
    }
    switch (answer) {
      case Answer.Found(var route, _) when route.cacheable() ->
          local.put(key, new Answer.Found(route, Source.LOCAL), terms.life());
      case Answer.None(var reason, _, _) when reason == Reason.NO_SUCH_ACCOUNT ->
          local.put(key, answer, terms.negativeLife());
      case Answer.Found _, Answer.None _ -> {}
    }
  }

  private static boolean isForAll(Answer answer) {
    return switch (answer) {
      case Answer.Found(var route, _) -> route.cacheable();
      case Answer.None(var reason, _, _) -> reason != Reason.REFUSED;
    };
  }

  private CompletableFuture<Answer> counted(CompletableFuture<Answer> answer) {
    return answer.whenComplete((known, fault) -> count(known));
  }

  private void count(Answer answer) {
    switch (answer) {
      case Answer.Found(_, var source) -> found.getOrDefault(source, none).increment();
      case Answer.None _ -> none.increment();
    }
  }

  /** Drops what is remembered for a question, here and for all proxies: it led nowhere. */
  public void forget(RouteQuestion question) {
    RouteKey key = RouteKey.of(question);
    inFlight.remove(key);
    local.remove(key);
    shared.ifPresent(routes -> routes.forget(question));
  }

  /** Drops all that this process remembers. */
  public void forgetAll() {
    lookup.forget();
    inFlight.clear();
    local.clear();
  }
}
