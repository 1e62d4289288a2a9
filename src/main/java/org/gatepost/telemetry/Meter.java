package org.gatepost.telemetry;

import java.util.List;

/** Everything that is counted. Labels are bounded: no names of users, no addresses of clients. */
@SuppressWarnings("ImmutableEnumChecker") // List.of gives lists that nobody changes
public enum Meter {
  /** Results: hit, miss, stored, refused, unavailable. */
  MEMCACHED_OPERATIONS(
      "gatepost_memcached_operations", "Operations on memcached.", List.of("server", "result")),
  /** 1 while a memcached server answers. */
  MEMCACHED_UP("gatepost_memcached_up", "Whether a memcached server answers.", List.of("server")),
  /** Sources: local, memcached, lookup, none. */
  ROUTES("gatepost_routes", "Routes that were asked for, by who knew them.", List.of("source")),
  /** Reasons: unknown-upstream, malformed, unsigned. */
  ROUTES_DISTRUSTED(
      "gatepost_routes_distrusted",
      "Values of memcached that were thrown away.",
      List.of("reason")),
  /** Results: found, none, failed. */
  HANDLER_LOOKUPS(
      "gatepost_handler_lookups",
      "Questions to lookup handlers, by their outcome.",
      List.of("handler", "result")),
  /** 1 while a lookup handler is asked, 0 while it rests after a failure. */
  HANDLER_UP("gatepost_handler_up", "Whether a lookup handler is in use.", List.of("handler")),
  /** Results: ok, failed, refused-caller, malformed. */
  HANDLER_ANSWERS(
      "gatepost_handler_answers", "Lookups that were answered for others.", List.of("result")),
  /** Statuses: 1xx to 5xx, where 101 is a WebSocket that has ended. */
  WEB_REQUESTS("gatepost_web_requests", "Requests of the web that have ended.", List.of("status")),
  /** Reasons: connect, broken, silent. */
  WEB_UPSTREAM_FAILURES(
      "gatepost_web_upstream_failures",
      "Requests to web upstreams that came to nothing.",
      List.of("reason"));

  private final String metricName;
  private final String help;
  private final List<String> labels;

  Meter(String metricName, String help, List<String> labels) {
    this.metricName = metricName;
    this.help = help;
    this.labels = labels;
  }

  String metricName() {
    return metricName;
  }

  String help() {
    return help;
  }

  List<String> labels() {
    return labels;
  }

  boolean isState() {
    return this == MEMCACHED_UP || this == HANDLER_UP;
  }
}
