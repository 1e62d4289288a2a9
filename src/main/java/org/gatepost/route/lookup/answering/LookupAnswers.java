package org.gatepost.route.lookup.answering;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.gatepost.route.Route;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteLookup;
import org.gatepost.telemetry.LogText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns requests into replies: what is remembered at once, all else on a thread that may block.
 * Equal questions at one time are one search. Safe for use by many threads.
 */
final class LookupAnswers {
  private static final Logger LOG = LoggerFactory.getLogger("nginxlookup");

  /**
   * How answers are given.
   *
   * @param routeLife how long a route is remembered
   * @param negativeLife how long it is remembered that there is none
   * @param refusalWait how long a client waits for its refusal
   */
  record Terms(Duration routeLife, Duration negativeLife, Duration refusalWait) {}

  /** Answers those who come with a certificate. */
  interface CertificateLookup {
    Route lookUp(LookupRequest request) throws RouteException;
  }

  private final RouteLookup lookup;
  private final CertificateLookup certificates;
  private final RememberedReplies remembered;
  private final Terms terms;
  private final Executor executor;
  private final ConcurrentHashMap<ReplyKey, CompletableFuture<Reply>> inFlight =
      new ConcurrentHashMap<>();

  LookupAnswers(
      RouteLookup lookup,
      CertificateLookup certificates,
      RememberedReplies remembered,
      Terms terms,
      Executor executor) {
    this.lookup = lookup;
    this.certificates = certificates;
    this.remembered = remembered;
    this.terms = terms;
    this.executor = executor;
  }

  /** What needs no search, or null. */
  void forget() {
    remembered.forget();
  }

  @Nullable Reply remembered(LookupRequest request) {
    ReplyKey key = request.isAskedAgain() ? null : request.key();
    return key == null ? null : remembered.get(key);
  }

  /** The reply to a request that asks for nothing. */
  Reply refusal(RouteException e) {
    LOG.info("refused: {}", LogText.of(e.getMessage()));
    return failure(e);
  }

  /** Finds out; never blocks, and never fails but with a reply that says so. */
  CompletableFuture<Reply> answer(LookupRequest request) {
    ReplyKey key = request.key();
    if (key == null) {
      return search(request, () -> certificates.lookUp(request));
    }
    CompletableFuture<Reply> mine = new CompletableFuture<>();
    CompletableFuture<Reply> others = inFlight.putIfAbsent(key, mine);
    if (others != null) {
      // An answer that depends on who asks must be asked for by everybody.
      return others.thenCompose(reply ->
          reply.forAll() ? CompletableFuture.completedFuture(reply) : searchRoute(request));
    }
    return searchRoute(request)
        .thenApply(reply -> {
          remembered.put(key, reply);
          inFlight.remove(key, mine);
          mine.complete(reply);
          return reply;
        });
  }

  private CompletableFuture<Reply> searchRoute(LookupRequest request) {
    return search(request, () -> lookup.lookUp(request.question()));
  }

  private interface Search {
    Route route() throws RouteException;
  }

  private CompletableFuture<Reply> search(LookupRequest request, Search search) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    try {
      executor.execute(() -> {
        try {
          reply.complete(replyOf(request, search));
        } finally {
          // After an answer this does nothing; but nobody must wait for ever.
          reply.complete(brokenOff());
        }
      });
    } catch (RejectedExecutionException stopping) {
      reply.complete(failure(new RouteException(Reason.UNAVAILABLE, "this handler is stopping")));
    }
    return reply;
  }

  private Reply replyOf(LookupRequest request, Search search) {
    try {
      Route route = search.route();
      return Reply.route(route, terms.routeLife())
          .orElseThrow(() ->
              new RouteException(
                  Reason.MISCONFIGURED, "the route cannot be told in a header of this protocol"));
    } catch (RouteException e) {
      log(request, e);
      return failure(e);
    } catch (RuntimeException e) {
      LOG.error("a lookup for {} broke off", LogText.of(request.user()), e);
      return brokenOff();
    }
  }

  private Reply brokenOff() {
    return failure(new RouteException(Reason.UNAVAILABLE, "the lookup broke off"));
  }

  private static void log(LookupRequest request, RouteException e) {
    Throwable cause = e.getCause();
    LOG.info(
        "{} {} {} for client {}: {}{}",
        request.method(),
        request.protocol().word(),
        LogText.of(request.user()),
        LogText.of(request.clientAddress()),
        LogText.of(e.getMessage()),
        cause == null ? "" : " (" + LogText.of(String.valueOf(cause.getMessage())) + ")");
  }

  private Reply failure(RouteException e) {
    boolean unknown = e.reason() == Reason.NO_SUCH_ACCOUNT;
    return Reply.failure(
        e.getMessage(),
        terms.refusalWait(),
        e.reason() != Reason.REFUSED,
        unknown ? terms.negativeLife() : Duration.ZERO);
  }
}
