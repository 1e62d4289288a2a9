package org.gatepost.web.exchange;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.gatepost.net.Addresses;
import org.gatepost.settings.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream server is told of a request (spec http 1.6). What strangers say of themselves in
 * forwarding headers is dropped: upstream servers would believe it.
 */
final class Forwarding {
  static final AsciiString FORWARDED_FOR = AsciiString.cached("X-Forwarded-For");
  static final AsciiString FORWARDED_PROTO = AsciiString.cached("X-Forwarded-Proto");
  static final AsciiString FORWARDED_HOST = AsciiString.cached("X-Forwarded-Host");
  static final AsciiString FORWARDED_PORT = AsciiString.cached("X-Forwarded-Port");
  static final AsciiString REAL_IP = AsciiString.cached("X-Real-IP");
  static final AsciiString REQUEST_ID = AsciiString.cached("X-Request-Id");
  static final AsciiString FORWARDED = AsciiString.cached("Forwarded");
  private static final AsciiString PROXY = AsciiString.cached("Proxy");
  private static final int LONGEST_ID = 64;

  private Forwarding() {}

  /**
   * The address that counts: the one nearest to us, in what trusted peers say, that we do not
   * trust.
   */
  static InetSocketAddress realClient(Client client, HttpHeaders headers) {
    if (!client.isTrusted() || !headers.contains(FORWARDED_FOR)) {
      return client.peer();
    }
    List<String> values = headers.getAll(FORWARDED_FOR);
    InetSocketAddress nearest = client.peer();
    for (int i = values.size() - 1; i >= 0; i--) {
      String[] named = values.get(i).split(",", -1);
      for (int j = named.length - 1; j >= 0; j--) {
        InetAddress address = literal(named[j].strip());
        if (address == null) {
          return nearest;
        }
        nearest = Addresses.normal(new InetSocketAddress(address, client.peer().getPort()));
        if (!Cidr.anyContains(client.door().trustedPeers(), address)) {
          return nearest;
        }
      }
    }
    return nearest;
  }

  private static @Nullable InetAddress literal(String text) {
    try {
      return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text)
          ? InetAddress.ofLiteral(text)
          : null;
    } catch (IllegalArgumentException scoped) {
      return null;
    }
  }

  /** Whether a trusted balancer says that the browser speaks TLS with it. */
  static boolean saysSecure(Client client, HttpHeaders headers) {
    return client.isTrusted() && "https".equalsIgnoreCase(headers.get(FORWARDED_PROTO));
  }

  /** The id of a request: a trusted peer's if it has given one. */
  static String requestId(Client client, HttpHeaders headers, RequestIds ids) {
    String given = client.isTrusted() ? headers.get(REQUEST_ID) : null;
    return given != null && isId(given) ? given : ids.next();
  }

  private static boolean isId(String text) {
    if (text.isEmpty() || text.length() > LONGEST_ID) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && (c < '0' || c > '9') && c != '-') {
        return false;
      }
    }
    return true;
  }

  /**
   * Makes a client's request the one that goes upstream.
   *
   * @param target what is asked for there
   * @param host what the client asked for, with its port; may be empty
   * @param hostSuffix stands behind the host that the upstream server is told of
   * @param upgrade whether a WebSocket is asked for
   */
  static void prepare(
      HttpRequest request,
      Client client,
      String realClient,
      String requestId,
      String target,
      String host,
      @Nullable String hostSuffix,
      boolean upgrade) {
    HttpHeaders headers = request.headers();
    boolean trusted = client.isTrusted();
    Hops.remove(headers);
    Hops.removeAmbiguous(headers);
    request.setProtocolVersion(HttpVersion.HTTP_1_1);
    request.setUri(target);
    if (upgrade) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
      headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
    }
    headers.set(HttpHeaderNames.HOST, host);
    String peer = client.peerText();
    String before = trusted ? joined(headers.getAll(FORWARDED_FOR)) : "";
    headers.set(FORWARDED_FOR, before.isEmpty() ? peer : before + ", " + peer);
    headers.set(REAL_IP, realClient);
    headers.set(REQUEST_ID, requestId);
    if (!trusted) {
      headers.remove(FORWARDED);
    }
    setUnlessTrusted(headers, trusted, FORWARDED_PROTO, client.door().scheme());
    setUnlessTrusted(
        headers, trusted, FORWARDED_HOST, hostSuffix == null ? host : host + hostSuffix);
    setUnlessTrusted(headers, trusted, FORWARDED_PORT, Integer.toString(client.local().getPort()));
    // What CGI makes of it has sent servers' own requests to strangers.
    headers.remove(PROXY);
  }

  private static void setUnlessTrusted(
      HttpHeaders headers, boolean trusted, AsciiString name, String value) {
    if (!trusted || !headers.contains(name)) {
      headers.set(name, value);
    }
  }

  private static String joined(List<String> values) {
    return values.size() == 1 ? values.getFirst() : String.join(", ", values);
  }
}
