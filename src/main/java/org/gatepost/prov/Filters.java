package org.gatepost.prov;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which attributes of an entry somebody wants to see: {@code attr} for all of its values, {@code
 * attr=value} for this one alone. Letter case does not count.
 *
 * @param values the wanted values by attribute; none: all of them
 */
record Filters(Map<String, List<String>> values) {
  /** Everything is wanted. */
  static final Filters NONE = new Filters(Map.of());

  /** Reads the last arguments of a command; none of them: everything. */
  static Filters of(List<String> arguments) throws ServiceError {
    var values = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    for (var argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals == argument.length() - 1) {
        throw ServiceError.invalidRequest("missing value for " + argument);
      }
      var name = equals < 0 ? argument : argument.substring(0, equals);
      var wanted = values.computeIfAbsent(name, _ -> new ArrayList<>());
      if (equals >= 0) {
        wanted.add(argument.substring(equals + 1));
      }
    }
    return new Filters(values);
  }

  boolean everything() {
    return values.isEmpty();
  }

  boolean wants(String name) {
    return everything() || values.containsKey(name);
  }

  boolean wants(String name, String value) {
    var wanted = values.getOrDefault(name, List.of());
    return wanted.isEmpty() || Values.contains(wanted, value);
  }
}
