package org.gatepost.route.lookup.asking;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatepost.net.Transport;
import org.gatepost.net.tls.UpstreamTls;
import org.gatepost.route.CertificateLookup;
import org.gatepost.route.CertificateQuestion;
import org.gatepost.route.GrantedLogin;
import org.gatepost.route.Route;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteLookup;
import org.gatepost.route.RouteQuestion;
import org.gatepost.telemetry.Meters;

/**
 * Finds routes by asking Zimbra's lookup handlers (spec mail 1.1 to 1.6): one after the other in
 * turn, those that failed lately only when all others have failed too, and all within one time.
 *
 * <p>Straight-line code on the caller's virtual thread; any number of them may ask at once.
 */
public final class HandlerLookup implements RouteLookup, CertificateLookup, AutoCloseable {
  private final List<LookupHandler> handlers;
  private final HandlerTerms terms;
  private final Transport transport;
  private final UpstreamTls tls;
  private final AtomicInteger turn = new AtomicInteger();

  private HandlerLookup(
      List<LookupHandler> handlers, HandlerTerms terms, Transport transport, UpstreamTls tls) {
    this.handlers = handlers;
    this.terms = terms;
    this.transport = transport;
    this.tls = tls;
  }

  /** Prepares to ask; connects to nobody yet. */
  public static HandlerLookup open(
      HandlerList handlers,
      HandlerTerms terms,
      Transport transport,
      UpstreamTls tls,
      Meters meters) {
    var all =
        handlers.handlers().stream()
            .map(url -> new LookupHandler(url, terms, transport, tls, meters))
            .toList();
    return new HandlerLookup(all, terms, transport, tls);
  }

  @Override
  public Route lookUp(RouteQuestion question) throws RouteException {
    return inTurn((handler, deadline) -> handler.lookUp(question, deadline));
  }

  @Override
  public GrantedLogin lookUp(CertificateQuestion question) throws RouteException {
    return inTurn((handler, deadline) -> handler.lookUp(question, deadline));
  }

  private interface Asking<T> {
    T ask(LookupHandler handler, Deadline deadline) throws RouteException, ExchangeException;
  }

  private <T> T inTurn(Asking<T> asking) throws RouteException {
    var deadline = Deadline.in(terms.total());
    var inTurn = inTurn();
    var failures = new ArrayList<String>();
    for (boolean rested : new boolean[] {false, true}) {
      var round = inTurn.stream().filter(handler -> handler.rests() == rested).toList();
      inTurn.removeAll(round);
      for (int i = 0; i < round.size() && !deadline.isOver(); i++) {
        var handler = round.get(i);
        try {
          return asking.ask(handler, deadline.share(round.size() - i));
        } catch (ExchangeException e) {
          failures.add(handler.url() + ": " + e.sentence());
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new RouteException(Reason.UNAVAILABLE, "the lookup was broken off");
        }
      }
    }
    throw new RouteException(
        Reason.UNAVAILABLE, "no valid lookup handlers (%s)".formatted(String.join("; ", failures)));
  }

  /** All handlers; the one whose turn it is comes first. */
  private List<LookupHandler> inTurn() {
    int first = Math.floorMod(turn.getAndIncrement(), handlers.size());
    var inTurn = new ArrayList<>(handlers.subList(first, handlers.size()));
    inTurn.addAll(handlers.subList(0, first));
    return inTurn;
  }

  /** How each handler is. */
  public List<HandlerState> handlers() {
    return handlers.stream().map(LookupHandler::state).toList();
  }

  /** Asks one handler, of the list or not, and tells what it said; changes nothing else. */
  public HandlerAnswer ask(URI handler, RouteQuestion question) {
    var deadline = Deadline.in(terms.total());
    for (var known : handlers) {
      if (known.url().equals(handler)) {
        return known.ask(question, deadline);
      }
    }
    try (var stranger = new LookupHandler(handler, terms, transport, tls, new Meters())) {
      return stranger.ask(question, deadline);
    }
  }

  /** Closes idle connections and probes no more; lookups under way go on. */
  @Override
  public void close() {
    handlers.forEach(LookupHandler::close);
  }
}
