package org.gatepost.firewall.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatepost.firewall.FirewallException;

/** The host on which this program runs. */
public final class ThisHost {
  private ThisHost() {}

  /** Whether one of these addresses is on one of its interfaces. */
  public static boolean has(Collection<InetAddress> addresses) throws FirewallException {
    Set<InetAddress> own;
    try {
      own =
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .collect(Collectors.toSet());
    } catch (SocketException e) {
      throw new FirewallException(
          "the addresses of this host cannot be read: " + e.getMessage(), e);
    }
    return addresses.stream().anyMatch(own::contains);
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
