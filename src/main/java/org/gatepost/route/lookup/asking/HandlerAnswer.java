package org.gatepost.route.lookup.asking;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one lookup handler said, word for word, for somebody who compares handlers.
 *
 * @param status of HTTP; 0 if no answer came
 * @param headers in their order; a character of a value is an octet of the wire
 * @param failure why there is no answer, or why it would not be used; absent: a route, or a refusal
 *     that stands in {@code Auth-Status}
 */
public record HandlerAnswer(
    URI handler, int status, List<Header> headers, Optional<String> failure, Duration took) {
  public HandlerAnswer {
    headers = List.copyOf(headers);
  }

  /** One line of a head. */
  public record Header(String name, String value) {}
}
