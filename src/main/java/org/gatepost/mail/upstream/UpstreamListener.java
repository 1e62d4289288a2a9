package org.gatepost.mail.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import org.gatepost.mail.dialogue.Refusal;

/** Hears how a login at an upstream server ended: one call, once, on the event loop. */
public interface UpstreamListener {
  /**
   * Logged in.
   *
   * @param upstream the connection; it belongs to the listener now
   * @param reply what the client is to be told, untouched; to be released by the listener
   */
  void loggedIn(SocketChannel upstream, ByteBuf reply);

  /**
   * Not logged in; the connection is closed.
   *
   * @param detail for the log: the server's words or what the proxy was waiting for
   * @param path the sockets of the connection, empty if there was none
   */
  void failed(Refusal refusal, String detail, String path);
}
