package org.gatepost.net.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import org.gatepost.net.Flushes;
import org.jspecify.annotations.Nullable;

/** One side of a {@link BufferRelay}: writes to the peer what it reads, while the peer takes it. */
final class BufferRelayHandler extends ChannelInboundHandlerAdapter {
  private final BufferRelay relay;
  private final SocketChannel peer;
  private final @Nullable Boundary boundary;
  private final boolean isClient;

  BufferRelayHandler(
      BufferRelay relay, SocketChannel peer, @Nullable Boundary boundary, boolean isClient) {
    this.relay = relay;
    this.peer = peer;
    this.boundary = boundary;
    this.isClient = isClient;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf octets = (ByteBuf) message;
    relay.moved(isClient, octets.readableBytes());
    if (boundary != null) {
      boundary.pass(octets, octets.readerIndex(), octets.readableBytes());
    }
    peer.write(octets).addListener(ignored -> {});
    if (!peer.isWritable()) {
      peer.flush();
      context.channel().config().setAutoRead(peer.isWritable());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    Flushes.soon(peer);
  }

  /** This side takes octets again, or no more: its peer reads, or does not. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    peer.config().setAutoRead(context.channel().isWritable());
  }

  /** This side has said all and may still listen: pass just that on. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      peer.writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              (ChannelFutureListener) written -> peer.shutdownOutput().addListener(ignored -> {}));
      if (peer.isInputShutdown()) {
        relay.closed();
      }
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    relay.closed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    relay.breaks();
  }
}
