package org.gatepost.route.lookup;

import java.util.List;
import java.util.Optional;
import org.gatepost.route.Route;
import org.gatepost.route.RouteException;

/**
 * How a login would be routed, for {@code gatepost route why}.
 *
 * @param steps one sentence each, in order; the last one is the result
 * @param route present if there is one
 * @param failure present if there is none
 */
public record Explanation(
    List<String> steps, Optional<Route> route, Optional<RouteException> failure) {}
