package org.gatepost.web.upstream;

import java.net.InetSocketAddress;

/**
 * Where connections go.
 *
 * @param host the name that the server's certificate must bear
 */
public record Endpoint(boolean tls, String host, InetSocketAddress address) {}
