package org.gatepost.web.cache;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;

/**
 * The content codings that a client understands, as a set of bits: two clients with the same ones
 * may be given the same response (RFC 9111 §4.1), however they spell them.
 */
final class ContentCodings {
  /** It does not matter what a client understands. */
  static final int ANY = -1;

  private static final String[] KNOWN = {"gzip", "deflate", "br", "zstd"};
  private static final int UNKNOWN = 1 << KNOWN.length;
  private static final int EVERYTHING = 1 << (KNOWN.length + 1);

  private ContentCodings() {}

  static int accepted(HttpHeaders request) {
    int accepted = 0;
    for (String member : HeaderList.of(request, HttpHeaderNames.ACCEPT_ENCODING)) {
      accepted |= bit(member.toLowerCase(Locale.ROOT));
    }
    return accepted;
  }

  private static int bit(String part) {
    int semicolon = part.indexOf(';');
    String name = semicolon < 0 ? part : part.substring(0, semicolon).strip();
    if (name.isEmpty() || name.equals("identity") || (semicolon >= 0 && isUnwanted(part))) {
      return 0;
    }
    if (name.equals("*")) {
      return EVERYTHING;
    }
    for (int i = 0; i < KNOWN.length; i++) {
      if (KNOWN[i].equals(name)) {
        return 1 << i;
      }
    }
    return UNKNOWN;
  }

  /** A weight of zero. */
  private static boolean isUnwanted(String part) {
    int weight = part.indexOf("q=");
    if (weight < 0) {
      return false;
    }
    for (int i = weight + 2; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c != '0' && c != '.' && c != ' ') {
        return false;
      }
    }
    return true;
  }
}
