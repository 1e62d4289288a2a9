package org.gatepost.firewall.rules;

import java.net.InetAddress;
import org.gatepost.firewall.catalogue.Transport;

/** The first packet of a conversation that comes in from another host. */
public record Packet(
    Transport transport, InetAddress source, InetAddress destination, int destinationPort) {}
