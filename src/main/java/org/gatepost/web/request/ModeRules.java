package org.gatepost.web.request;

import java.util.Optional;
import org.gatepost.settings.WebMode;

/**
 * Who is sent from HTTP to HTTPS, or back: spec http 1.1.
 *
 * @param mode that of the proxy
 * @param tlsDoor whether the request came by TLS
 * @param httpPort where browsers find the door for HTTP
 * @param httpsPort where browsers find the door for HTTPS
 */
public record ModeRules(WebMode mode, boolean tlsDoor, int httpPort, int httpsPort) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  // It tells the HTTPS door that the browser had begun with HTTP, and may go back after the login.
  private static final String MARKER = "zminitmode=http";

  /**
   * Where the browser is sent instead of being served, with status 302.
   *
   * @param knownHost a name of ours without port: never the word of a stranger
   */
  public Optional<String> redirect(RequestHead head, String knownHost) {
    RequestTarget target = head.target();
    return switch (mode) {
      case HTTP, HTTPS, BOTH -> Optional.empty();
      case REDIRECT -> tlsDoor ? Optional.empty() : Optional.of(toHttps(target.raw(), knownHost));
      case MIXED -> tlsDoor ? backToHttp(head, knownHost) : mixedOnHttp(head, knownHost);
    };
  }

  private Optional<String> mixedOnHttp(RequestHead head, String knownHost) {
    RequestTarget target = head.target();
    if (!isLoggedIn(head) || isLogout(target)) {
      return Optional.of(toHttps(marked(target), knownHost));
    }
    return changesPassword(target)
        ? Optional.of(toHttps(target.raw(), knownHost))
        : Optional.empty();
  }

  private Optional<String> backToHttp(RequestHead head, String knownHost) {
    RequestTarget target = head.target();
    return isMarked(target) && !changesPassword(target) && isLoggedIn(head)
        ? Optional.of(
            at("http://", knownHost, httpPort, HTTP, target.rawPath() + withoutMarker(target)))
        : Optional.empty();
  }

  private static boolean isLoggedIn(RequestHead head) {
    return Cookies.value(head.all("cookie"), Identities.TOKEN_COOKIE) != null;
  }

  private static boolean isLogout(RequestTarget target) {
    return target.argument("loginOp").filter("logout"::equals).isPresent();
  }

  private static boolean isMarked(RequestTarget target) {
    return target.argument("zminitmode").filter("http"::equals).isPresent();
  }

  private static boolean changesPassword(RequestTarget target) {
    String word = "changepass";
    return Paths.begins(target.path(), target.path().length() - word.length(), word);
  }

  private static String marked(RequestTarget target) {
    if (isMarked(target)) {
      return target.raw();
    }
    return target.rawPath()
        + (target.query().isEmpty() ? "?" + MARKER : "?" + target.query() + "&" + MARKER);
  }

  /** The query with its question mark; nothing if the marker was all there was. */
  private static String withoutMarker(RequestTarget target) {
    StringBuilder rest = new StringBuilder(target.query().length() + 1);
    int at = 0;
    String query = target.query();
    while (at < query.length()) {
      int end = query.indexOf('&', at);
      if (end < 0) {
        end = query.length();
      }
      if (!Escapes.decodedArgument(query, at, end).equals(MARKER)) {
        rest.append(rest.isEmpty() ? '?' : '&').append(query, at, end);
      }
      at = end + 1;
    }
    return rest.toString();
  }

  private String toHttps(String raw, String knownHost) {
    return toTls(knownHost, httpsPort, raw);
  }

  /** The address of something at the door for HTTPS, or at another door with TLS. */
  public static String toTls(String knownHost, int port, String raw) {
    return at("https://", knownHost, port, HTTPS, raw);
  }

  private static String at(String scheme, String host, int port, int usual, String raw) {
    boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
    return scheme
        + (bare ? "[" + host + "]" : host)
        + (port == usual ? "" : ":" + port)
        // The asterisk of OPTIONS has no place in an address.
        + (raw.startsWith("/") ? raw : "/");
  }
}
