package org.gatepost.firewall.rules;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The interfaces of this host as they are now, by their addresses. */
final class Interfaces {
  private final Map<InetAddress, String> names = new HashMap<>();

  Interfaces() {
    try {
      NetworkInterface.networkInterfaces()
          .filter(each -> !each.getName().equals("lo"))
          .forEach(
              each -> each.inetAddresses().forEach(address -> names.put(address, each.getName())));
    } catch (SocketException e) {
      // Then rules that ask for an interface stay unclear.
    }
  }

  Optional<String> nameOf(InetAddress address) {
    return Optional.ofNullable(names.get(address));
  }
}
