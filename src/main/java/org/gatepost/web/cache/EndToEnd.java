package org.gatepost.web.cache;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** Headers without those that belong to a connection: RFC 9110 §7.6.1, RFC 9111 §3.1. */
final class EndToEnd {
  private static final List<CharSequence> HOP_BY_HOP =
      List.of(
          HttpHeaderNames.CONNECTION,
          HttpHeaderNames.TRANSFER_ENCODING,
          HttpHeaderNames.TRAILER,
          HttpHeaderNames.TE,
          HttpHeaderNames.UPGRADE,
          "keep-alive",
          "proxy-connection",
          HttpHeaderNames.PROXY_AUTHENTICATE,
          HttpHeaderNames.PROXY_AUTHORIZATION,
          "proxy-authentication-info");

  /** What a 304 says of the body that it does not have: RFC 9111 §3.2. */
  private static final List<CharSequence> OF_THE_BODY =
      List.of(
          HttpHeaderNames.CONTENT_LENGTH,
          HttpHeaderNames.CONTENT_ENCODING,
          HttpHeaderNames.CONTENT_TYPE,
          HttpHeaderNames.CONTENT_RANGE);

  private EndToEnd() {}

  /** A copy, with a date if there is none. */
  static HttpHeaders copy(HttpHeaders response, long nowMillis) {
    HttpHeaders headers = response.copy();
    HeaderList.of(response, HttpHeaderNames.CONNECTION).forEach(headers::remove);
    HOP_BY_HOP.forEach(headers::remove);
    if (!headers.contains(HttpHeaderNames.DATE)) {
      headers.set(
          HttpHeaderNames.DATE, DateFormatter.format(Date.from(Instant.ofEpochMilli(nowMillis))));
    }
    return headers;
  }

  /** The headers of a stored response after a 304: RFC 9111 §4.3.4. */
  static HttpHeaders updated(HttpHeaders stored, HttpHeaders notModified, long nowMillis) {
    HttpHeaders news = copy(notModified, nowMillis);
    OF_THE_BODY.forEach(news::remove);
    HttpHeaders headers = stored.copy();
    headers.remove(HttpHeaderNames.AGE);
    for (String name : news.names()) {
      headers.set(name, news.getAll(name));
    }
    return headers;
  }
}
