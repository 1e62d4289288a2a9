package org.gatepost.memcached;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

public record MemcachedSettings(
    List<InetSocketAddress> servers,
    boolean hashedKeys,
    Election.Kind election,
    Duration timeout,
    Duration reconnect) {}
