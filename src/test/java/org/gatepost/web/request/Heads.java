package org.gatepost.web.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Heads of requests, as tests write them. */
final class Heads {
  private Heads() {}

  private record Head(RequestTarget target, List<String> lines) implements RequestHead {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String host() {
      return "mail.example.com";
    }

    @Override
    public List<String> all(String lowerCaseName) {
      List<String> values = new ArrayList<>();
      for (String line : lines) {
        int colon = line.indexOf(':');
        if (line.substring(0, colon).toLowerCase(Locale.ROOT).equals(lowerCaseName)) {
          values.add(line.substring(colon + 1).strip());
        }
      }
      return values;
    }
  }

  /** A request for that target with those headers, each {@code Name: value}. */
  static RequestHead get(String target, String... headers) throws BadRequestException {
    return new Head(RequestTarget.parse(target), List.of(headers));
  }
}
