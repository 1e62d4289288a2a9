package org.gatepost.firewall.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatepost.firewall.FirewallException;

/** The host on which this program runs. */
public final class ThisHost {
  private ThisHost() {}

  /** The addresses of its interfaces, in their order. */
  public static Set<InetAddress> addresses() throws FirewallException {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .collect(Collectors.toCollection(LinkedHashSet::new));
    } catch (SocketException e) {
      throw new FirewallException(
          "the addresses of this host cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether one of these addresses is on one of its interfaces. */
  public static boolean has(Collection<InetAddress> addresses) throws FirewallException {
    return addresses.stream().anyMatch(addresses()::contains);
  }

  /** Whether this program runs as root. */
  public static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException notLinux) {
      return false;
    }
  }
}
