package org.gatepost.route;

/** What is known of a route. */
public sealed interface Answer {
  /** There is one. */
  record Found(Route route) implements Answer {}

  /** There is none; the text is for the log. */
  record None(RouteException.Reason reason, String text) implements Answer {}
}
