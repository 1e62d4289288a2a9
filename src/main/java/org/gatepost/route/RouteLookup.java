package org.gatepost.route;

/** Whoever knows where users live. Calls may block, so callers are virtual threads. */
public interface RouteLookup {
  /**
   * Finds the route of a login.
   *
   * @throws RouteException if there is none, or it cannot be found out
   */
  Route lookUp(RouteQuestion question) throws RouteException;

  /**
   * Whether an answer holds for whoever asks the same question next; if not, each login is looked
   * up by itself and nothing is remembered.
   */
  default boolean answersAreForAll() {
    return true;
  }

  /** Drops what is remembered on the way to an answer, if anything is. */
  default void forget() {}
}
