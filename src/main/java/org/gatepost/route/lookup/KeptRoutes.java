package org.gatepost.route.lookup;

import org.gatepost.route.Route;
import org.gatepost.route.Route.Keeping;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteLookup;
import org.gatepost.route.RouteQuestion;

/**
 * Lets the routes of a server that decides about passwords be kept, where an operator has asked for
 * it: the mailbox server verifies each password all the same. A route that came with a password of
 * its own is never kept, for with it anybody's would do.
 */
public final class KeptRoutes implements RouteLookup {
  private final RouteLookup lookup;

  public KeptRoutes(RouteLookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public Route lookUp(RouteQuestion question) throws RouteException {
    Route route = lookup.lookUp(question);
    return route.password().isPresent() ? route : route.keptAs(Keeping.ROUTE);
  }
}
