package org.gatepost.settings;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who knows the routes: {@code routes} of the host's file.
 *
 * @param handlers lookup handlers; empty: those that the directory names
 * @param authHttp present if {@code lookup} is {@code AUTH_HTTP}
 * @param memcached unresolved names and ports; empty: those that the directory names
 */
public record RouteSource(
    Lookup lookup,
    List<URI> handlers,
    Optional<AuthHttp> authHttp,
    List<InetSocketAddress> memcached) {

  /** How a route is found that is not remembered. */
  public enum Lookup {
    /** In the directory, by ourselves. */
    DIRECTORY,
    /** By Zimbra's lookup handlers (spec mail 1). */
    HANDLERS,
    /** By a server of stock nginx's protocol (spec mail 1.8). */
    AUTH_HTTP
  }

  /** A server of stock nginx's protocol, and what it is sent besides. */
  public record AuthHttp(URI url, Duration timeout, Map<String, String> headers) {
    // Operators put shared secrets into headers.
    @Override
    public String toString() {
      return "AuthHttp[url=" + url + ", timeout=" + timeout + ", headers=" + headers.keySet() + "]";
    }
  }
}
