package org.gatepost.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatepost.net.Addresses;
import org.jspecify.annotations.Nullable;

/**
 * An upstream server as a route in memcached names it (spec mail 3.1).
 *
 * @param host an address without brackets, or a name
 * @param port 1 to 65535
 */
public record UpstreamAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([0-9A-Za-z._-]{1,253})):([0-9]{1,5})");
  private static final int HIGHEST_PORT = 65_535;

  /** One address has one form, and so has one name. */
  public UpstreamAddress {
    InetAddress literal = literalOf(host);
    host = literal == null ? host.toLowerCase(Locale.ROOT) : Addresses.text(literal);
  }

  /** Reads {@code host:port} or {@code [address]:port}; empty if it is neither. */
  public static Optional<UpstreamAddress> parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    String ipv6 = form.group(1);
    int port = Integer.parseInt(form.group(3));
    if (port < 1 || port > HIGHEST_PORT || (ipv6 != null && literalOf(ipv6) == null)) {
      return Optional.empty();
    }
    return Optional.of(new UpstreamAddress(ipv6 != null ? ipv6 : form.group(2), port));
  }

  /** A port that can be connected to; empty if the text is none. */
  public static Optional<Integer> asPort(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port <= HIGHEST_PORT ? Optional.of(port) : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** How a route is written: by its first address, because old proxies read no names. */
  public static UpstreamAddress of(Route route) {
    String host =
        route.addresses().isEmpty()
            ? route.host()
            : Addresses.text(route.addresses().getFirst().getAddress());
    return new UpstreamAddress(host, route.port());
  }

  /** The address itself, if the host is one and not a name. */
  public Optional<InetSocketAddress> literal() {
    return Optional.ofNullable(literalOf(host))
        .map(address -> new InetSocketAddress(address, port));
  }

  private static @Nullable InetAddress literalOf(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException name) {
      return null;
    }
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
