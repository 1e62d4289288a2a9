package org.gatepost.settings;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant who mistyped a name. */
public final class ClosestWord {
  private ClosestWord() {}

  /** The known word nearest to the given one, if it is near enough to be a slip. */
  public static Optional<String> to(String given, Collection<String> known) {
    int nearest = 2 + given.length() / 5;
    Optional<String> best = Optional.empty();
    for (var word : known) {
      int distance = distance(given.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
      if (distance < nearest) {
        nearest = distance;
        best = Optional.of(word);
      }
    }
    return best;
  }

  /** The least number of characters inserted, deleted or replaced: the Levenshtein distance. */
  private static int distance(String from, String to) {
    var previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      var current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
