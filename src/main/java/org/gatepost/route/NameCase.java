package org.gatepost.route;

/**
 * Letter case of login names, where names that differ in nothing else are one name.
 *
 * <p>Of ASCII letters alone: to Unicode the Kelvin sign is a k, to a directory with IA5 addresses
 * it is none, and its "no such account" must not be the answer to the name with the k.
 */
public final class NameCase {
  private NameCase() {}

  /** The name with its ASCII letters in lower case. */
  public static String lower(String name) {
    if (name.chars().noneMatch(NameCase::isUpper)) {
      return name;
    }
    char[] letters = name.toCharArray();
    for (int i = 0; i < letters.length; i++) {
      if (isUpper(letters[i])) {
        letters[i] = Character.toLowerCase(letters[i]);
      }
    }
    return new String(letters);
  }

  private static boolean isUpper(int c) {
    return c >= 'A' && c <= 'Z';
  }
}
