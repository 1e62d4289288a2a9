package org.gatepost.route.lookup;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The letter cases in which people type a name with its domain. */
final class LetterCases {
  private static final Pattern FIRST_LETTERS = Pattern.compile("(?<![^._-])\\p{L}");

  private LetterCases() {}

  /** Such as {@code Alice.Smith@example.org}, and the name as it is. */
  static Set<String> of(String name) {
    int at = name.lastIndexOf('@');
    if (at < 0) {
      return ofPart(name);
    }
    Set<String> all = new LinkedHashSet<>();
    for (String local : ofPart(name.substring(0, at))) {
      for (String domain : ofPart(name.substring(at + 1))) {
        all.add(local + "@" + domain);
      }
    }
    return all;
  }

  private static Set<String> ofPart(String part) {
    String lower = part.toLowerCase(Locale.ROOT);
    Set<String> all = new LinkedHashSet<>();
    all.add(part);
    all.add(lower);
    all.add(part.toUpperCase(Locale.ROOT));
    all.add(FIRST_LETTERS.matcher(lower).replaceFirst(first -> upper(first.group())));
    all.add(FIRST_LETTERS.matcher(lower).replaceAll(first -> upper(first.group())));
    return all;
  }

  private static String upper(String letter) {
    return letter.toUpperCase(Locale.ROOT);
  }
}
