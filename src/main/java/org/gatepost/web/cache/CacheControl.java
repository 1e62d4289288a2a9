package org.gatepost.web.cache;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;

/** What {@code Cache-Control} says: RFC 9111 §5.2. Ages are seconds. */
final class CacheControl {
  /** It says nothing of an age. */
  static final long UNSAID = -1;

  boolean noStore;
  boolean noCache;
  boolean isPrivate;
  boolean isPublic;
  long maxAge = UNSAID;
  long sharedMaxAge = UNSAID;

  private CacheControl() {}

  static CacheControl of(HttpHeaders headers) {
    CacheControl control = new CacheControl();
    List<String> values = headers.getAll(HttpHeaderNames.CACHE_CONTROL);
    for (String value : values) {
      control.read(value);
    }
    if (values.isEmpty() && headers.contains(HttpHeaderNames.PRAGMA, "no-cache", true)) {
      control.noCache = true;
    }
    return control;
  }

  private void read(String value) {
    int from = 0;
    while (from < value.length()) {
      int to = end(value, from);
      directive(value.substring(from, to).strip());
      from = to + 1;
    }
  }

  /** The next comma that stands in no quotes. */
  private static int end(String value, int from) {
    boolean quoted = false;
    for (int i = from; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return i;
      }
    }
    return value.length();
  }

  /** Directives that name headers are taken as if they spoke of all of the response. */
  private void directive(String text) {
    int equals = text.indexOf('=');
    String name = (equals < 0 ? text : text.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
    String argument = equals < 0 ? "" : text.substring(equals + 1).strip();
    switch (name) {
      case "no-store" -> noStore = true;
      case "no-cache" -> noCache = true;
      case "private" -> isPrivate = true;
      case "public" -> isPublic = true;
      case "max-age" -> maxAge = least(maxAge, seconds(argument));
      case "s-maxage" -> sharedMaxAge = least(sharedMaxAge, seconds(argument));
      default -> {}
    }
  }

  private static long least(long before, long now) {
    return before == UNSAID ? now : Math.min(before, now);
  }

  /** What cannot be read has run out: RFC 9111 §4.2.1. */
  private static long seconds(String text) {
    String digits =
        text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
            ? text.substring(1, text.length() - 1)
            : text;
    if (digits.isEmpty()) {
      return 0;
    }
    long seconds = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      seconds = Math.min(seconds * 10 + digit, Integer.MAX_VALUE);
    }
    return seconds;
  }
}
