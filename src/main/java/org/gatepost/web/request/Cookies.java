package org.gatepost.web.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads cookies as browsers, scripts and other proxies write them: RFC 6265 §5.4, and what differs
 * from it (spec http 2.1, W-29).
 */
public final class Cookies {
  private Cookies() {}

  /**
   * The value of the first cookie of that name which has one, without quotes. Words that are no
   * cookies are passed over; HTTP/2 clients may send a header for each cookie.
   */
  public static @Nullable String value(List<String> cookieHeaders, String name) {
    for (int i = 0; i < cookieHeaders.size(); i++) {
      String value = value(cookieHeaders.get(i), name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable String value(String header, String name) {
    int at = 0;
    while (at < header.length()) {
      int end = header.indexOf(';', at);
      if (end < 0) {
        end = header.length();
      }
      int begin = afterBlanks(header, at, end);
      if (header.startsWith(name, begin)) {
        int equals = afterBlanks(header, begin + name.length(), end);
        if (equals < end && header.charAt(equals) == '=') {
          String value = unquoted(header, afterBlanks(header, equals + 1, end), end);
          if (!value.isEmpty()) {
            return value;
          }
        }
      }
      at = end + 1;
    }
    return null;
  }

  private static int afterBlanks(String header, int begin, int end) {
    int at = begin;
    while (at < end && isBlank(header.charAt(at))) {
      at++;
    }
    return at;
  }

  private static String unquoted(String header, int begin, int end) {
    int last = end;
    while (last > begin && isBlank(header.charAt(last - 1))) {
      last--;
    }
    boolean quoted =
        last - begin > 1 && header.charAt(begin) == '"' && header.charAt(last - 1) == '"';
    return quoted ? header.substring(begin + 1, last - 1) : header.substring(begin, last);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
