package org.gatepost.route.lookup.answering;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.gatepost.net.Channels;
import org.gatepost.net.tls.ServerTls;

/**
 * Knows by the first octet whether a caller speaks TLS: old proxies choose HTTP or HTTPS by the
 * version of the mailbox server, on one port (spec mail 1.1).
 */
final class TlsOrPlainHandler extends ByteToMessageDecoder {
  private static final int HANDSHAKE_RECORD = 0x16;

  private final ServerTls tls;
  private final boolean tlsAlone;

  TlsOrPlainHandler(ServerTls tls, boolean tlsAlone) {
    this.tls = tls;
    this.tlsAlone = tlsAlone;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (in.getByte(in.readerIndex()) == HANDSHAKE_RECORD) {
      context.pipeline().replace(this, null, tls.newHandler());
    } else if (tlsAlone) {
      in.skipBytes(in.readableBytes());
      context
          .writeAndFlush(HttpFault.BAD_REQUEST.toBuffer(context.alloc()))
          .addListener(ignored -> Channels.closeNow(context.channel()));
    } else {
      context.pipeline().remove(this);
    }
  }
}
