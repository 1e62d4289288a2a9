package org.gatepost.mail.login;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import org.gatepost.mail.dialogue.Refusal;
import org.gatepost.telemetry.LoginRecord;

/** Hears how a login ended: one call, once, on the client's event loop. */
public interface LoginOutcome {
  /**
   * Logged in.
   *
   * @param upstream the connection; it belongs to the listener now
   * @param reply what the client is to be told, untouched; to be released by the listener
   */
  void loggedIn(SocketChannel upstream, ByteBuf reply, LoginRecord login);

  /** Not logged in, and all that could be tried has been. */
  void failed(Refusal refusal, LoginRecord login);
}
