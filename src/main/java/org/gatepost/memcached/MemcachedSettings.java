package org.gatepost.memcached;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Where the memcached servers are and how they are spoken to.
 *
 * @param servers in the order that the election counts them in; names may be unresolved
 * @param hashedKeys whether keys go over the wire as their SHA-256 (spec mail 3.2)
 * @param timeout how long a connection and each answer may take
 * @param reconnect the longest pause between two attempts to connect
 */
public record MemcachedSettings(
    List<InetSocketAddress> servers,
    boolean hashedKeys,
    Election.Kind election,
    Duration timeout,
    Duration reconnect) {

  public MemcachedSettings {
    servers = List.copyOf(servers);
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one memcached server");
    }
    if (!timeout.isPositive() || !reconnect.isPositive()) {
      throw new IllegalArgumentException(
          "timeout and reconnect must be above zero: " + timeout + ", " + reconnect);
    }
  }
}
