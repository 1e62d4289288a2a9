package org.gatepost.net.relay;

/**
 * A relay under way, as it was when somebody looked.
 *
 * @param listener who hears of its end
 * @param octetsUp octets from the client to the upstream server so far
 * @param octetsDown octets from the upstream server to the client so far
 */
public record RelayState(RelayListener listener, long octetsUp, long octetsDown) {}
