package org.gatepost.route;

/** Whoever knows where users live. Calls may block, so callers are virtual threads. */
public interface RouteLookup {
  /**
   * Finds the route of a login.
   *
   * @throws RouteException if there is none, or it cannot be found out
   */
  Route lookUp(RouteQuestion question) throws RouteException;
}
