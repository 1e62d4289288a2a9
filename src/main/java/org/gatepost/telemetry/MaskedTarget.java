package org.gatepost.telemetry;

/**
 * A request's target, or a URL, without its secrets: the values of arguments that carry tokens and
 * passwords, and a name and password before the host, are {@code ***} (spec http 9, W-5).
 */
final class MaskedTarget {
  private static final String MASK = "***";
  private static final String[] SECRET = {"token", "password", "passwd", "secret", "jwt"};

  private MaskedTarget() {}

  /** The target as it is if it has no secrets. */
  static String of(String target) {
    return withoutArguments(withoutUserInfo(target));
  }

  private static String withoutUserInfo(String url) {
    int at = url.indexOf('@');
    if (at < 0 || url.charAt(0) == '/') {
      return url;
    }
    int scheme = url.indexOf("://");
    int start = scheme < 0 ? 0 : scheme + 3;
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    int last = url.lastIndexOf('@', end - 1);
    return last < start ? url : url.substring(0, start) + MASK + url.substring(last);
  }

  /**
   * Arguments begin after {@code ? & ; #}, also where these are percent-encoded, so that a URL
   * within an argument is masked too.
   */
  private static String withoutArguments(String target) {
    if (target.indexOf('?') < 0 && target.indexOf(';') < 0 && target.indexOf('#') < 0) {
      return target;
    }
    StringBuilder masked = null;
    StringBuilder name = new StringBuilder();
    boolean inName = false;
    boolean inSecret = false;
    int copied = 0;
    int next;
    for (int i = 0; i < target.length(); i = next) {
      int decoded = decoded(target, i);
      char c = (char) (decoded < 0 ? target.charAt(i) : decoded);
      next = decoded < 0 ? i + 1 : i + 3;
      if (c == '?' || c == '&' || c == ';' || c == '#') {
        // What is encoded within a secret may be part of it.
        if (!inSecret || decoded < 0) {
          copied = inSecret ? i : copied;
          inSecret = false;
          inName = true;
          name.setLength(0);
        }
      } else if (inName && c == '=') {
        inSecret = isSecret(name);
        inName = !inSecret && decoded >= 0;
        if (inSecret) {
          masked = masked == null ? new StringBuilder(target.length()) : masked;
          masked.append(target, copied, next).append(MASK);
          copied = target.length();
        }
      } else if (inName) {
        name.append(Character.toLowerCase(c));
      }
    }
    return masked == null ? target : masked.append(target, copied, target.length()).toString();
  }

  /** The character that a percent sign and two digits stand for; negative if they do not. */
  private static int decoded(String text, int i) {
    if (text.charAt(i) != '%' || i + 2 >= text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(i + 1), 16);
    int low = Character.digit(text.charAt(i + 2), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static boolean isSecret(StringBuilder name) {
    for (String word : SECRET) {
      if (name.indexOf(word) >= 0) {
        return true;
      }
    }
    return false;
  }
}
