package org.gatepost.web.exchange;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Headers that belong to one connection and are never passed on: RFC 9110 §7.6.1. */
final class Hops {
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
  private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");

  private static final List<AsciiString> NO_TRAILERS =
      List.of(
          HttpHeaderNames.AUTHORIZATION,
          HttpHeaderNames.CONTENT_ENCODING,
          HttpHeaderNames.CONTENT_LENGTH,
          HttpHeaderNames.CONTENT_RANGE,
          HttpHeaderNames.CONTENT_TYPE,
          HttpHeaderNames.COOKIE,
          HttpHeaderNames.EXPECT,
          Forwarding.FORWARDED,
          Forwarding.FORWARDED_FOR,
          Forwarding.FORWARDED_HOST,
          Forwarding.FORWARDED_PORT,
          Forwarding.FORWARDED_PROTO,
          HttpHeaderNames.HOST,
          HttpHeaderNames.LOCATION,
          HttpHeaderNames.PROXY_AUTHORIZATION,
          Forwarding.REAL_IP,
          Forwarding.REQUEST_ID,
          HttpHeaderNames.SET_COOKIE,
          HttpHeaderNames.TRAILER,
          HttpHeaderNames.TRANSFER_ENCODING);

  private Hops() {}

  /** Takes them out, and those that {@code Connection} names; framing stays, it is made anew. */
  static void remove(HttpHeaders headers) {
    if (headers.contains(HttpHeaderNames.CONNECTION)) {
      for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
        removeNamed(headers, value);
      }
      headers.remove(HttpHeaderNames.CONNECTION);
    }
    headers
        .remove(KEEP_ALIVE)
        .remove(PROXY_CONNECTION)
        .remove(HttpHeaderNames.UPGRADE)
        .remove(HttpHeaderNames.TE);
  }

  private static void removeNamed(HttpHeaders headers, String connection) {
    int start = 0;
    while (start < connection.length()) {
      int comma = connection.indexOf(',', start);
      int end = comma < 0 ? connection.length() : comma;
      String name = connection.substring(start, end).strip();
      // How long the body is, and whose host is meant, is not for the client to take away.
      if (!name.isEmpty()
          && !HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)
          && !HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name)
          && !HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)) {
        headers.remove(name);
      }
      start = end + 1;
    }
  }

  /**
   * Takes out headers with an underscore: some servers make no difference between {@code X_Real_IP}
   * and {@code X-Real-IP}, and only one of them is ours.
   */
  static void removeAmbiguous(HttpHeaders headers) {
    List<String> found = List.of();
    var all = headers.iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = all.next();
      if (hasUnderscore(header.getKey())) {
        if (found.isEmpty()) {
          found = new ArrayList<>();
        }
        found.add(header.getKey().toString());
      }
    }
    found.forEach(headers::remove);
  }

  /**
   * Leaves in trailers what is no business of servers' on the way: some servers mix them with the
   * headers, where framing, routing and credentials are read (RFC 9110 §6.5.1).
   */
  static void removeFromTrailers(HttpHeaders trailers) {
    if (trailers.isEmpty()) {
      return;
    }
    remove(trailers);
    removeAmbiguous(trailers);
    NO_TRAILERS.forEach(trailers::remove);
  }

  private static boolean hasUnderscore(CharSequence name) {
    return name instanceof AsciiString ascii
        ? ascii.indexOf('_', 0) >= 0
        : name.toString().indexOf('_') >= 0;
  }
}
