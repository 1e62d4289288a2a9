package org.gatepost.cli;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.RouteAttributes;

/**
 * Where this host's memcached listens. It asks nobody for a password, so it is never everywhere,
 * whatever the settings say, and never UDP, which lets strangers flood others through it.
 */
record MemcachedPlace(List<InetAddress> addresses, int port) {
  /**
   * The place that the settings of a host name.
   *
   * @throws CommandException with a sentence, if they name none that is safe
   */
  static MemcachedPlace of(EffectiveSettings settings) throws CommandException {
    int port = settings.value(RouteAttributes.MEMCACHED_PORT);
    if (port == 0) {
      throw new CommandException(
          1, "%s is 0; allowed: 1 to 65535.".formatted(RouteAttributes.MEMCACHED_PORT.name()));
    }
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : settings.value(RouteAttributes.MEMCACHED_ADDRESS)) {
      for (String name : text.split("[,\\s]+", -1)) {
        if (!name.isEmpty()) {
          addresses.addAll(addresses(name));
        }
      }
    }
    return new MemcachedPlace(
        addresses.isEmpty() ? List.of(loopback()) : List.copyOf(addresses), port);
  }

  private static List<InetAddress> addresses(String name) throws CommandException {
    try {
      List<InetAddress> addresses = List.of(InetAddress.getAllByName(name));
      if (addresses.stream().noneMatch(InetAddress::isAnyLocalAddress)) {
        return addresses;
      }
    } catch (UnknownHostException e) {
      // The sentence below says it.
    }
    throw new CommandException(
        1,
        "%s has the value \"%s\"; allowed: addresses or names of this host, but not all addresses, since memcached has no passwords."
            .formatted(RouteAttributes.MEMCACHED_ADDRESS.name(), TerminalText.of(name)));
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }

  /** The options for memcached's command line. */
  List<String> options() {
    String list =
        addresses.stream().map(MemcachedPlace::text).distinct().collect(Collectors.joining(","));
    return List.of("-U", "0", "-l", list, "-p", String.valueOf(port));
  }

  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + text + "]" : text;
  }
}
