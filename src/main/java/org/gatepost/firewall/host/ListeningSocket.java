package org.gatepost.firewall.host;

import java.net.InetAddress;
import java.util.Optional;
import org.gatepost.firewall.catalogue.Transport;

/**
 * A socket that listens on this host.
 *
 * @param address where; the wildcard address of its family for all
 * @param alsoIpv4 whether a wildcard IPv6 socket takes IPv4 too
 * @param process who has it, {@code memcached (1234)}; empty where the kernel does not tell us
 */
public record ListeningSocket(
    Transport transport,
    InetAddress address,
    int port,
    boolean alsoIpv4,
    Optional<String> process) {}
