package org.gatepost.route.lookup;

import java.util.List;
import java.util.Optional;
import org.gatepost.route.KnownUpstreams;
import org.gatepost.route.KnownUpstreams.Verdict;
import org.gatepost.route.Route;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteLookup;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.UpstreamAddress;

/**
 * Gives the upstream servers of a lookup their names: handlers mostly answer with addresses, but a
 * certificate bears a name. The name comes from the directory, never from whoever answered.
 */
public final class NamedUpstreams implements RouteLookup {
  private final RouteLookup lookup;
  private final KnownUpstreams known;

  public NamedUpstreams(RouteLookup lookup, KnownUpstreams known) {
    this.lookup = lookup;
    this.known = known;
  }

  @Override
  public Route lookUp(RouteQuestion question) throws RouteException {
    Route route = lookup.lookUp(question);
    UpstreamAddress address = new UpstreamAddress(route.host(), route.port());
    var literal = address.literal();
    if (literal.isEmpty()) {
      return route;
    }
    Optional<Verdict> verdict = known.verdict(question.protocol(), address, route.account());
    return verdict.isPresent() && verdict.get() instanceof Verdict.Known(var host, _)
        ? route.to(host, List.of(literal.get()))
        : route.to(route.host(), List.of(literal.get()));
  }

  @Override
  public boolean answersAreForAll() {
    return lookup.answersAreForAll();
  }
}
