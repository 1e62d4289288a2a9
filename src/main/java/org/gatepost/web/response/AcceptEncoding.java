package org.gatepost.web.response;

import org.jspecify.annotations.Nullable;

/** What a client says of content codings: RFC 9110 §12.5.3. */
final class AcceptEncoding {
  private static final int UNSAID = -1;

  // Weights in thousandths.
  private int gzip = UNSAID;
  private int deflate = UNSAID;
  private int identity = UNSAID;
  private int others = UNSAID;

  private AcceptEncoding() {}

  /**
   * The coding that a client likes best, of those that we have.
   *
   * @param header the value of {@code Accept-Encoding}, or null without
   * @return null if the client wants the content as it is
   */
  static @Nullable Coding best(@Nullable String header) {
    if (header == null || header.isEmpty()) {
      return null;
    }
    AcceptEncoding accepted = new AcceptEncoding();
    int from = 0;
    while (from <= header.length()) {
      int comma = header.indexOf(',', from);
      int to = comma < 0 ? header.length() : comma;
      accepted.read(header, from, to);
      from = to + 1;
    }
    return accepted.best();
  }

  private void read(String header, int from, int to) {
    int start = skipBlanks(header, from, to);
    int semicolon = header.indexOf(';', start);
    int end = semicolon < 0 || semicolon > to ? to : semicolon;
    int weight = end == to ? 1000 : weight(header, end + 1, to);
    int length = end - start;
    while (length > 0 && isBlank(header.charAt(start + length - 1))) {
      length--;
    }
    if (is("gzip", header, start, length) || is("x-gzip", header, start, length)) {
      gzip = weight;
    } else if (is("deflate", header, start, length)) {
      deflate = weight;
    } else if (is("identity", header, start, length)) {
      identity = weight;
    } else if (is("*", header, start, length)) {
      others = weight;
    }
  }

  private @Nullable Coding best() {
    int ofGzip = gzip == UNSAID ? others : gzip;
    int ofDeflate = deflate == UNSAID ? others : deflate;
    int ofBest = Math.max(ofGzip, ofDeflate);
    if (ofBest <= 0 || identity > ofBest) {
      return null;
    }
    return ofGzip == ofBest ? Coding.GZIP : Coding.DEFLATE;
  }

  /** {@code q=0.5} is 500. What cannot be read is not wanted. */
  private static int weight(String header, int from, int to) {
    int i = skipBlanks(header, from, to);
    if (!header.regionMatches(true, i, "q=", 0, 2) || i + 2 >= to) {
      return 0;
    }
    i += 2;
    int whole = header.charAt(i) - '0';
    if (whole < 0 || whole > 1) {
      return 0;
    }
    int weight = whole * 1000;
    i++;
    if (i < to && header.charAt(i) == '.') {
      i++;
      for (int worth = 100; worth > 0 && i < to && isDigit(header.charAt(i)); worth /= 10) {
        weight += worth * (header.charAt(i) - '0');
        i++;
      }
    }
    return skipBlanks(header, i, to) == to ? Math.min(weight, 1000) : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean is(String word, String header, int start, int length) {
    return length == word.length() && header.regionMatches(true, start, word, 0, length);
  }

  private static int skipBlanks(String header, int from, int to) {
    int i = from;
    while (i < to && isBlank(header.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
