package org.gatepost.net.listener;

import io.netty.channel.socket.SocketChannel;

/** Who receives what a listener accepts. */
@FunctionalInterface
public interface Reception {
  /**
   * Sets up a connection, on its own event loop.
   *
   * @return false if this reception has ended and the listener has another by now
   */
  boolean receive(SocketChannel channel);
}
