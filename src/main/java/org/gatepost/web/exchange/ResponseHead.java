package org.gatepost.web.exchange;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.AsciiString;
import java.util.List;
import org.gatepost.web.response.AddedHeaders;
import org.gatepost.web.response.LocationRewrite;
import org.gatepost.web.response.SecureCookies;

/** Makes an upstream server's head the one that the client gets. */
final class ResponseHead {
  private static final AsciiString REFRESH = AsciiString.cached("Refresh");
  private static final AsciiString ALT_SVC = AsciiString.cached("Alt-Svc");
  private static final AsciiString POWERED_BY = AsciiString.cached("X-Powered-By");
  private static final AsciiString REQUEST_ID = AsciiString.cached("X-Request-Id");

  private ResponseHead() {}

  /** Prepares the answer to a request. */
  static void prepare(HttpResponse response, Arrival arrival) {
    HttpHeaders headers = response.headers();
    Hops.remove(headers);
    // Whose software runs inside, and how else it is reached, is nobody's business.
    headers.remove(HttpHeaderNames.SERVER).remove(POWERED_BY).remove(ALT_SVC);
    putRight(headers, arrival.redirects(), arrival);
    if (arrival.isSecure()) {
      secureCookies(headers, arrival.client());
    }
    addOwn(response, arrival);
  }

  /** What is added to every response, also to those of the proxy's own. */
  static void addOwn(HttpResponse response, Arrival arrival) {
    HttpHeaders headers = response.headers();
    headers.set(REQUEST_ID, arrival.requestId());
    if (arrival.isSecure()) {
      for (AddedHeaders.Header header : arrival.site().headers()) {
        headers.set(header.name(), header.value());
      }
    }
  }

  private static void putRight(HttpHeaders headers, LocationRewrite redirects, Arrival arrival) {
    String location = headers.get(HttpHeaderNames.LOCATION);
    if (location != null) {
      headers.set(HttpHeaderNames.LOCATION, redirects.location(location, arrival.host()));
    }
    String refresh = headers.get(REFRESH);
    if (refresh != null) {
      headers.set(REFRESH, redirects.refresh(refresh, arrival.host()));
    }
  }

  private static void secureCookies(HttpHeaders headers, Client client) {
    if (client.door().terms().secureCookies() && headers.contains(HttpHeaderNames.SET_COOKIE)) {
      List<String> cookies =
          headers.getAll(HttpHeaderNames.SET_COOKIE).stream().map(SecureCookies::secured).toList();
      headers.set(HttpHeaderNames.SET_COOKIE, cookies);
    }
  }
}
