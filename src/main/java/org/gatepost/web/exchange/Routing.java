package org.gatepost.web.exchange;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.Optional;
import org.gatepost.net.Futures;
import org.gatepost.route.Answer;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.RouteQuestion.Named;
import org.gatepost.web.pool.Peer;
import org.gatepost.web.pool.Pool;
import org.gatepost.web.request.Identity;
import org.gatepost.web.request.Origin;
import org.gatepost.web.request.Place;
import org.jspecify.annotations.Nullable;

/**
 * Finds the servers that a request may go to: the user's own if it says whose it is, else whichever
 * serves the client's address (spec http 2). Confined to the client's event loop.
 */
final class Routing {
  /** Hears where the request goes, at once or later, once. */
  interface Listener {
    void goTo(Choice choice);

    void nowhere(int status, String fault);
  }

  private final WebServices services;
  private final Arrival arrival;
  private final ExchangeLog log;
  private final Listener listener;

  Routing(WebServices services, Arrival arrival, ExchangeLog log, Listener listener) {
    this.services = services;
    this.arrival = arrival;
    this.log = log;
    this.listener = listener;
  }

  void toOrigin(Origin origin) {
    byAddress(services.origins().get(origin), Optional.empty());
  }

  void toPool(Place.InPool place) {
    Pool pool = services.pools().get(place.pool());
    switch (arrival.identity(place.service())) {
      case Identity.Nobody() -> byAddress(pool, Optional.empty());
      case Identity.User(var name) -> toOwner(pool, place, Named.BY_NAME, name, Optional.empty());
      case Identity.Account(var id, var version) -> toOwner(pool, place, Named.BY_ID, id, version);
    }
  }

  private void toOwner(
      @Nullable Pool pool, Place.InPool place, Named named, String name, Optional<String> version) {
    log.account(name);
    if (pool == null || pool.peers().isEmpty()) {
      listener.nowhere(502, "no server in the pool " + place.pool());
      return;
    }
    RouteQuestion question = arrival.question(pool.tls(), named, name, place.service());
    Answer known = services.routes().remembered(question);
    if (known != null) {
      routed(pool, known, version);
    } else if (services.lookups().admits(client())) {
      EventLoop loop = arrival.client().loop();
      Futures.whenDone(
          services.routes().find(question),
          answer -> {
            if (loop.inEventLoop()) {
              routed(pool, answer, version);
            } else {
              loop.execute(() -> routed(pool, answer, version));
            }
          });
    } else {
      log.fault("too many lookups for this address");
      byAddress(pool, version);
    }
  }

  private void routed(Pool pool, Answer answer, Optional<String> version) {
    switch (answer) {
      case Answer.Found(var route, _) -> {
        Optional<Peer> owner = pool.owner(route);
        if (owner.isPresent()) {
          listener.goTo(Choice.owner(pool, owner.get(), client()));
        } else {
          log.fault("the user's server " + route.host() + " is not in this pool");
          byAddress(pool, version);
        }
      }
      case Answer.None(var reason, var text, _) when reason == Reason.REFUSED ->
          listener.nowhere(403, text);
      case Answer.None(_, var text, _) -> {
        // Whoever serves the address will know the user, or say that nobody does.
        log.fault(text);
        byAddress(pool, version);
      }
    }
  }

  private void byAddress(@Nullable Pool pool, Optional<String> version) {
    if (pool == null || pool.peers().isEmpty()) {
      listener.nowhere(502, "no server for this path");
    } else {
      listener.goTo(Choice.byAddress(pool, client(), version, services.exactVersion()));
    }
  }

  private InetAddress client() {
    return arrival.realClient().getAddress();
  }
}
