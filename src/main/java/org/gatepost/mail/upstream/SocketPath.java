package org.gatepost.mail.upstream;

import io.netty.channel.socket.SocketChannel;
import org.gatepost.net.Addresses;

/** The two ends of a socket as the compatibility lines write them: spec mail 7.1. */
public final class SocketPath {
  private SocketPath() {}

  /** From the proxy to the upstream server; empty without a connection. */
  public static String upstream(SocketChannel channel) {
    return channel.localAddress() == null || channel.remoteAddress() == null
        ? ""
        : Addresses.text(channel.localAddress()) + "->" + Addresses.text(channel.remoteAddress());
  }
}
