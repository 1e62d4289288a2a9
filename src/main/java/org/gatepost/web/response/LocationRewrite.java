package org.gatepost.web.response;

/**
 * Where an upstream server sends a client by {@code Location} or {@code Refresh}, turned into where
 * the client can go: the server names its own scheme and port, which the client may not reach (spec
 * http 1.6). One of these belongs to a door; it allocates only when there is something to change.
 */
public final class LocationRewrite {
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private final String fromScheme;
  private final int fromPort;
  private final boolean fromOwnHost;
  private final String toScheme;
  private final int toPort;

  private LocationRewrite(
      String fromScheme, int fromPort, boolean fromOwnHost, String toScheme, int toPort) {
    this.fromScheme = fromScheme;
    this.fromPort = fromPort;
    this.fromOwnHost = fromOwnHost;
    this.toScheme = toScheme;
    this.toPort = toPort;
  }

  /**
   * For doors of mail and web client.
   *
   * @param secure whether clients come by TLS
   * @param mailPort the {@code zimbraMailPort} of this server
   */
  public static LocationRewrite forWeb(boolean secure, int mailPort) {
    return new LocationRewrite(HTTP, mailPort, secure, secure ? HTTPS : HTTP, 0);
  }

  /**
   * For the door of the admin console.
   *
   * @param upstreamPort where mailbox servers have it: 7071
   * @param port where this server has it: 9071
   */
  public static LocationRewrite forAdmin(int upstreamPort, int port) {
    return new LocationRewrite(HTTPS, upstreamPort, false, HTTPS, port);
  }

  /**
   * A value of {@code Location}.
   *
   * @param host what the client's request had as its host, with port if there was one; may be empty
   * @return the same if it is none of those that are rewritten
   */
  public String location(String value, String host) {
    return rewritten(value, 0, host);
  }

  /** A value of {@code Refresh}: seconds, then {@code url=} and the place. */
  public String refresh(String value, String host) {
    for (int i = 0; i + 4 <= value.length(); i++) {
      if (value.regionMatches(true, i, "url=", 0, 4)) {
        return rewritten(value, i + 4, host);
      }
    }
    return value;
  }

  private String rewritten(String value, int start, String host) {
    int authority = start + fromScheme.length();
    if (host.isEmpty() || !value.regionMatches(true, start, fromScheme, 0, fromScheme.length())) {
      return value;
    }
    int end = authority;
    while (end < value.length() && "/?#".indexOf(value.charAt(end)) < 0) {
      end++;
    }
    int nameEnd = nameEnd(host);
    if (!isOurs(value, authority, end, host, nameEnd)) {
      return value;
    }
    StringBuilder place = new StringBuilder(value.length() + 8);
    place.append(value, 0, start).append(toScheme);
    if (toPort == 0) {
      place.append(host);
    } else {
      place.append(host, 0, nameEnd).append(':').append(toPort);
    }
    return place.append(value, end, value.length()).toString();
  }

  private boolean isOurs(String value, int from, int to, String host, int nameEnd) {
    if (fromOwnHost
        && to - from == host.length()
        && value.regionMatches(true, from, host, 0, host.length())) {
      return true;
    }
    if (to - from < nameEnd || !value.regionMatches(true, from, host, 0, nameEnd)) {
      return false;
    }
    int colon = from + nameEnd;
    return colon == to ? isUsual() : value.charAt(colon) == ':' && isPort(value, colon + 1, to);
  }

  private boolean isUsual() {
    return fromPort == (fromScheme.equals(HTTP) ? 80 : 443);
  }

  private boolean isPort(String value, int from, int to) {
    int port = 0;
    for (int i = from; i < to; i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9 || port > 65_535) {
        return false;
      }
      port = port * 10 + digit;
    }
    return port == fromPort;
  }

  /** Where the port begins, if there is one; an IPv6 address stands in brackets. */
  private static int nameEnd(String host) {
    int colon = host.lastIndexOf(':');
    return colon < 0 || host.indexOf(']', colon) >= 0 ? host.length() : colon;
  }
}
