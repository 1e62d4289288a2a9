package org.gatepost.firewall.plan;

import org.gatepost.firewall.catalogue.Transport;

/**
 * One thing that may come in.
 *
 * @param port its number on this host
 * @param source from where
 * @param service what it is, for comments
 */
public record Permit(Transport transport, int port, Source source, String service) {}
