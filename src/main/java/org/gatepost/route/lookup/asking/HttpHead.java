package org.gatepost.route.lookup.asking;

import java.util.List;
import java.util.Optional;
import org.gatepost.route.lookup.asking.HandlerAnswer.Header;

/**
 * The status and the headers of an answer, in their order; a character of a value is an octet of
 * the wire.
 */
record HttpHead(int status, List<Header> headers) {
  HttpHead {
    headers = List.copyOf(headers);
  }

  /** All values of a header, less surrounding spaces. */
  List<String> all(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(header -> header.value().strip())
        .toList();
  }

  /** The first value of a header. */
  Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }
}
