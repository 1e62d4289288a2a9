package org.gatepost.web.exchange;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Heads of HTTP/2 as heads of HTTP/1.1, and back: RFC 9113 §8.2, §8.3. */
final class Http2Translation {
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
  private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");

  private Http2Translation() {}

  /**
   * A request.
   *
   * @param whole whether it has no body
   * @throws IllegalArgumentException if HTTP/1.1 cannot say it
   */
  static HttpRequest request(Http2Headers headers, boolean whole) {
    CharSequence method = headers.method();
    CharSequence path = headers.path();
    if (method == null || path == null || headers.scheme() == null) {
      throw new IllegalArgumentException("no method, no scheme or no path");
    }
    if (path.isEmpty() || (path.charAt(0) != '/' && !"*".contentEquals(path))) {
      throw new IllegalArgumentException("the path does not begin with a slash");
    }
    HttpRequest request =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(method.toString()), path.toString());
    copy(headers, request.headers());
    setHost(request.headers(), headers.authority());
    if (!whole && !HttpUtil.isContentLengthSet(request)) {
      HttpUtil.setTransferEncodingChunked(request, true);
    }
    return request;
  }

  /** What stands for a request that nobody can read. */
  static HttpRequest unreadable() {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
  }

  private static void setHost(HttpHeaders headers, @Nullable CharSequence authority) {
    if (authority == null || authority.isEmpty()) {
      return;
    }
    for (String named : headers.getAll(HttpHeaderNames.HOST)) {
      if (!AsciiString.contentEqualsIgnoreCase(named, authority)) {
        throw new IllegalArgumentException("host and authority differ");
      }
    }
    headers.set(HttpHeaderNames.HOST, authority.toString());
  }

  /** All but the pseudo headers; several cookies become one header, as HTTP/1.1 has it. */
  static void copy(Http2Headers from, HttpHeaders to) {
    @Nullable StringBuilder cookies = null;
    for (Map.Entry<CharSequence, CharSequence> header : from) {
      CharSequence name = header.getKey();
      if (name.charAt(0) == ':') {
        continue;
      }
      if (HttpHeaderNames.COOKIE.contentEquals(name)) {
        cookies = cookies == null ? new StringBuilder() : cookies.append("; ");
        cookies.append(header.getValue());
      } else if (HttpHeaderNames.TRANSFER_ENCODING.contentEquals(name)) {
        throw new IllegalArgumentException("transfer-encoding has no place in HTTP/2");
      } else {
        to.add(name, header.getValue());
      }
    }
    if (cookies != null) {
      to.set(HttpHeaderNames.COOKIE, cookies.toString());
    }
  }

  /** A response's head. */
  static Http2Headers head(HttpResponse response) {
    HttpHeaders from = response.headers();
    Http2Headers to = new DefaultHttp2Headers(false, from.size() + 1);
    to.status(response.status().codeAsText());
    copy(from, to);
    return to;
  }

  /** All but what belongs to a connection of HTTP/1.1. */
  static void copy(HttpHeaders from, Http2Headers to) {
    Iterator<Map.Entry<CharSequence, CharSequence>> headers = from.iteratorCharSequence();
    while (headers.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = headers.next();
      AsciiString name = AsciiString.of(header.getKey()).toLowerCase();
      if (!isOfConnection(name)) {
        to.add(name, header.getValue());
      }
    }
  }

  private static boolean isOfConnection(AsciiString name) {
    return HttpHeaderNames.CONNECTION.contentEquals(name)
        || HttpHeaderNames.TRANSFER_ENCODING.contentEquals(name)
        || HttpHeaderNames.UPGRADE.contentEquals(name)
        || KEEP_ALIVE.contentEquals(name)
        || PROXY_CONNECTION.contentEquals(name);
  }
}
