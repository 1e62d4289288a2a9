package org.gatepost.web.request;

/**
 * A server outside of all pools, as it is configured.
 *
 * @param tls whether it is spoken to with TLS
 * @param host a name or an address
 * @param port 1 to 65535
 */
public record Origin(boolean tls, String host, int port) {}
