package org.gatepost.net.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLException;
import org.gatepost.net.Channels;

/**
 * Reads a client's hello, chooses the certificate that fits, and hands over to TLS proper.
 *
 * <p>A client that offers other protocols only is turned away here: it, or somebody between, takes
 * this door for another service, and what a browser says must never be taken for mail commands (RFC
 * 7301 §3.2, RFC 9325 §3.7). A browser that speaks no TLS at all is told to.
 */
final class ClientHelloHandler extends SslClientHelloHandler<ServerSite> {
  private static final List<String> WEB = List.of("http/1.1");

  // A record of one fatal alert: no_application_protocol.
  private static final byte[] NO_APPLICATION_PROTOCOL = {0x15, 3, 3, 0, 2, 2, 120};

  private static final byte[] SPEAK_TLS =
      """
      HTTP/1.1 400 Bad Request\r
      Content-Type: text/plain\r
      Content-Length: 62\r
      Connection: close\r
      \r
      This port speaks HTTPS: let the address begin with https:// .
      """
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerTls tls;
  private boolean turnedAway;

  ClientHelloHandler(ServerTls tls) {
    this.tls = tls;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (turnedAway) {
      in.skipBytes(in.readableBytes());
    } else if (tls.speaksOneOf(WEB) && beginsWithAMethod(in)) {
      turnedAway = true;
      in.skipBytes(in.readableBytes());
      Channels.write(context.channel(), Unpooled.wrappedBuffer(SPEAK_TLS));
      Channels.closeAfterLastWords((SocketChannel) context.channel());
    } else {
      super.decode(context, in, out);
    }
  }

  /** No record of TLS begins with a letter, and every request of HTTP does. */
  private static boolean beginsWithAMethod(ByteBuf in) {
    byte first = in.getByte(in.readerIndex());
    return first >= 'A' && first <= 'Z';
  }

  @Override
  protected Future<ServerSite> lookup(ChannelHandlerContext context, ByteBuf hello) {
    if (hello == null) {
      return context.executor().newSucceededFuture(tls.siteFor(null));
    }
    ClientHello wanted = ClientHello.parse(hello);
    if (!wanted.protocols().isEmpty() && !tls.speaksOneOf(wanted.protocols())) {
      return context.executor().newFailedFuture(new SSLException("no protocol in common"));
    }
    ServerTls.isAskedFor(context.channel(), wanted.serverName());
    return context.executor().newSucceededFuture(tls.siteFor(wanted.serverName()));
  }

  @Override
  protected void onLookupComplete(ChannelHandlerContext context, Future<ServerSite> chosen) {
    if (chosen.isSuccess()) {
      ServerTls.isServedBy(context.channel(), chosen.getNow());
      SslHandler handler = chosen.getNow().newHandler(context.alloc());
      context.pipeline().replace(this, null, handler);
    } else {
      context
          .writeAndFlush(Unpooled.wrappedBuffer(NO_APPLICATION_PROTOCOL))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }
}
