package org.gatepost.web.response;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/** Headers whose values are lists of words, some with arguments: RFC 9110 §5.6.1. */
public final class HeaderWords {
  private HeaderWords() {}

  /** Whether one of the values of a header has a word, in any letter case. */
  public static boolean contain(HttpHeaders headers, CharSequence name, String word) {
    if (!headers.contains(name)) {
      return false;
    }
    List<String> values = headers.getAll(name);
    for (int i = 0; i < values.size(); i++) {
      if (has(values.get(i), word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(String value, String word) {
    int from = 0;
    while (from < value.length()) {
      int comma = value.indexOf(',', from);
      int to = comma < 0 ? value.length() : comma;
      if (begins(value, from, to, word)) {
        return true;
      }
      from = to + 1;
    }
    return false;
  }

  /** Whether what stands there is the word, perhaps with an argument. */
  private static boolean begins(String value, int from, int to, String word) {
    int start = from;
    while (start < to && isBlank(value.charAt(start))) {
      start++;
    }
    int end = start + word.length();
    return end <= to
        && value.regionMatches(true, start, word, 0, word.length())
        && (end == to || isBlank(value.charAt(end)) || "=;".indexOf(value.charAt(end)) >= 0);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
