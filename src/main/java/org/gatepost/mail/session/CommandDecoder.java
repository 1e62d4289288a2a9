package org.gatepost.mail.session;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a client sends into commands, one at a time: it alone knows lines, quoting, literals
 * and their limits. Confined to the client channel's event loop.
 *
 * @param <C> the commands of the protocol
 */
public interface CommandDecoder<C> {
  /**
   * Takes the next command out of the input.
   *
   * @param input all that came and was not taken yet; taken octets are read, the rest is left
   * @return the command, or null if its end has not come yet
   */
  @Nullable C next(ByteBuf input);

  /** The next line answers a challenge and is no command. */
  void expectResponse();
}
