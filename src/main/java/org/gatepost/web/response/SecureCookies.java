package org.gatepost.web.response;

/**
 * Cookies for clients that came by TLS: they never go out in the clear again (RFC 6265 §4.1.2.5).
 */
public final class SecureCookies {
  private static final String SECURE = "secure";

  private SecureCookies() {}

  /**
   * A value of {@code Set-Cookie} with the attribute {@code Secure}.
   *
   * @return the same if it has it
   */
  public static String secured(String setCookie) {
    int semicolon = setCookie.indexOf(';');
    while (semicolon >= 0) {
      int next = setCookie.indexOf(';', semicolon + 1);
      if (isSecure(setCookie, semicolon + 1, next < 0 ? setCookie.length() : next)) {
        return setCookie;
      }
      semicolon = next;
    }
    return setCookie + "; Secure";
  }

  /** A browser looks at the name alone, whatever is said to be its value (RFC 6265 §5.2.5). */
  private static boolean isSecure(String text, int from, int to) {
    int start = from;
    while (start < to && isBlank(text.charAt(start))) {
      start++;
    }
    int end = text.indexOf('=', start);
    if (end < 0 || end > to) {
      end = to;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return end - start == SECURE.length()
        && text.regionMatches(true, start, SECURE, 0, SECURE.length());
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
