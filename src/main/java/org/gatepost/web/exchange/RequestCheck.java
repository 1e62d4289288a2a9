package org.gatepost.web.exchange;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * What is refused before anybody looks at where it should go: whatever an upstream server might
 * read in another way than we do.
 */
final class RequestCheck {
  private RequestCheck() {}

  /** The status that the request is refused with, or 0. */
  static int refusal(HttpRequest request) {
    HttpHeaders headers = request.headers();
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return 505;
    }
    HttpMethod method = request.method();
    if (method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE)) {
      return 405;
    }
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING) && !isChunkedAlone(headers)) {
      return 501;
    }
    // The codec takes eight octets behind such a head for its body; no server does so any more.
    if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)
        || headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY2)) {
      return 400;
    }
    if (request.uri().equals("*") && !method.equals(HttpMethod.OPTIONS)) {
      return 400;
    }
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    return hosts > 1 || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1)) ? 400 : 0;
  }

  private static boolean isChunkedAlone(HttpHeaders headers) {
    var codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    return codings.size() == 1
        && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst());
  }

  /** Whether more than a head is to come: RFC 9112 §6.3. */
  static boolean hasBody(HttpRequest request) {
    return HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) > 0;
  }

  /** Whether the client asks for a WebSocket: RFC 6455 §4.1. */
  static boolean wantsWebSocket(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return request.method().equals(HttpMethod.GET)
        && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && headers.contains(HttpHeaderNames.UPGRADE)
        && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(headers.get(HttpHeaderNames.UPGRADE))
        && !hasBody(request);
  }

  /** Whether a server agrees to speak WebSocket, and nothing else. */
  static boolean isWebSocket(HttpResponse response) {
    String agreed = response.headers().get(HttpHeaderNames.UPGRADE);
    return agreed != null
        && HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(agreed)
        && response.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
  }

  /** Whether it may be sent twice: RFC 9110 §9.2.2, and what WebDAV adds that changes nothing. */
  static boolean isIdempotent(HttpMethod method) {
    return switch (method.name()) {
      case "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PROPFIND", "REPORT", "SEARCH" -> true;
      default -> false;
    };
  }
}
