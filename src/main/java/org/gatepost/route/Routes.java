package org.gatepost.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.gatepost.route.RouteException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The one path to a route: what is remembered, else a lookup. Lookups of one key that are wanted at
 * the same time are one lookup. Safe for use by many threads.
 *
 * <p>A shared cache between the local one and the lookup attaches here: it is a {@link RouteLookup}
 * around another.
 */
public final class Routes {
  private final RouteLookup lookup;
  private final RouteCache cache;
  private final Duration life;
  private final Duration negativeLife;
  private final ConcurrentHashMap<RouteKey, CompletableFuture<Answer>> inFlight =
      new ConcurrentHashMap<>();

  /**
   * @param capacity how many answers are remembered at most
   * @param life how long a route is remembered; zero for not at all
   * @param negativeLife how long it is remembered that an account does not exist
   */
  public Routes(RouteLookup lookup, int capacity, Duration life, Duration negativeLife) {
    this(lookup, capacity, life, negativeLife, System::nanoTime);
  }

  Routes(
      RouteLookup lookup,
      int capacity,
      Duration life,
      Duration negativeLife,
      LongSupplier nanoClock) {
    this.lookup = lookup;
    this.cache = new RouteCache(capacity, nanoClock);
    this.life = life;
    this.negativeLife = negativeLife;
  }

  /** What is known without asking anybody, or null; never blocks. */
  public @Nullable Answer remembered(RouteQuestion question) {
    return cache.get(RouteKey.of(question));
  }

  /** What is known, or what the lookup says; blocks while that is asked. */
  public Answer answer(RouteQuestion question) {
    RouteKey key = RouteKey.of(question);
    Answer remembered = cache.get(key);
    if (remembered != null) {
      return remembered;
    }
    CompletableFuture<Answer> mine = new CompletableFuture<>();
    CompletableFuture<Answer> others = inFlight.putIfAbsent(key, mine);
    if (others != null) {
      Answer shared = others.join();
      // An answer that depends on who asks must be asked for by everybody.
      return isForAll(shared) ? shared : ask(question);
    }
    Answer answer = new Answer.None(Reason.UNAVAILABLE, "the lookup broke off");
    try {
      answer = ask(question);
    } finally {
      // An answer that was to be forgotten while it was on its way is not remembered.
      if (inFlight.remove(key, mine)) {
        remember(key, answer);
      }
      mine.complete(answer);
    }
    return answer;
  }

  private Answer ask(RouteQuestion question) {
    try {
      return new Answer.Found(withAddresses(lookup.lookUp(question)), Answer.Source.LOOKUP);
    } catch (RouteException e) {
      return new Answer.None(e.reason(), String.valueOf(e.getMessage()), e.terms());
    }
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

  private void remember(RouteKey key, Answer answer) {
    switch (answer) {
      case Answer.Found(var route, _) when route.cacheable() -> cache.put(key, answer, life);
      case Answer.None(var reason, _, _) when reason == Reason.NO_SUCH_ACCOUNT ->
          cache.put(key, answer, negativeLife);
      case Answer.Found _, Answer.None _ -> {}
    }
  }

  private static boolean isForAll(Answer answer) {
    return switch (answer) {
      case Answer.Found(var route, _) -> route.cacheable();
      case Answer.None(var reason, _, _) -> reason != Reason.REFUSED;
    };
  }

  /** Drops what is remembered for a question: it led nowhere. */
  public void forget(RouteQuestion question) {
    RouteKey key = RouteKey.of(question);
    inFlight.remove(key);
    cache.remove(key);
  }

  /** Drops all that is remembered. */
  public void forgetAll() {
    cache.clear();
  }
}
