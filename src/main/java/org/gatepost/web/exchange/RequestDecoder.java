package org.gatepost.web.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Reads requests of HTTP/1.1, one at a time: what a client sends ahead of the answer stays octets
 * until it is wanted, be it another request or the other protocol that it has asked for.
 */
final class RequestDecoder extends HttpRequestDecoder {
  private boolean whole;
  private boolean reading;

  RequestDecoder(HttpDecoderConfig config) {
    super(config);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf octets, List<Object> out)
      throws Exception {
    if (!whole) {
      super.decode(context, octets, out);
      whole = !out.isEmpty() && out.getLast() instanceof LastHttpContent;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    reading = true;
    try {
      super.channelRead(context, message);
    } finally {
      reading = false;
    }
  }

  /** Whether a client has sent something ahead. */
  boolean hasMore() {
    return actualReadableBytes() > 0;
  }

  /** Goes on with the next request, with what is here of it. */
  void next(ChannelHandlerContext context) throws Exception {
    whole = false;
    if (hasMore() && !reading) { // else the reading that is under way goes on
      channelRead(context, Unpooled.EMPTY_BUFFER);
    }
  }
}
