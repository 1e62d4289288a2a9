package org.gatepost.directory;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A change of one attribute of an entry. */
public sealed interface Change {
  /** The name of the attribute. */
  String attribute();

  /** The values that come or go. */
  List<String> values();

  /** What of it is not so already where these values stand; letters count in any case. */
  default Optional<Change> against(List<String> present) {
    var known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(present);
    return switch (this) {
      case Replace _ -> Optional.of(this);
      case Add(var name, var values) -> {
        var missing = values.stream().filter(value -> !known.contains(value)).toList();
        yield missing.isEmpty() ? Optional.empty() : Optional.of(new Add(name, missing));
      }
      case Remove(var name, var values) -> {
        var there = values.stream().filter(known::contains).toList();
        yield there.isEmpty() ? Optional.empty() : Optional.of(new Remove(name, there));
      }
    };
  }

  /** All values go, these come; with none the attribute is unset. */
  record Replace(String attribute, List<String> values) implements Change {}

  /** These come. */
  record Add(String attribute, List<String> values) implements Change {}

  /** These go. */
  record Remove(String attribute, List<String> values) implements Change {}
}
