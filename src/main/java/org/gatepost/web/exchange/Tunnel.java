package org.gatepost.web.exchange;

import io.netty.buffer.ByteBuf;

/**
 * A client's connection that has left HTTP behind.
 *
 * @param early what the client has sent already in the other protocol; taken over by the relay
 * @param ended to be run when the relay has ended
 */
record Tunnel(ByteBuf early, Runnable ended) {}
