package org.gatepost.net.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import org.gatepost.net.Channels;
import org.jspecify.annotations.Nullable;

/**
 * A channel on its way out of Netty. Between the decision and the deregistration the event loop may
 * still read from it; those octets are caught here, none is lost.
 */
final class Handover extends ChannelInboundHandlerAdapter {
  private final EpollSocketChannel channel;
  private @Nullable ByteBuf strays;

  private Handover(EpollSocketChannel channel) {
    this.channel = channel;
  }

  static Handover begin(EpollSocketChannel channel) {
    Handover handover = new Handover(channel);
    channel.pipeline().addLast(handover);
    return handover;
  }

  /** Done when all that was written to the channel is out: an empty write comes after it. */
  ChannelFuture flushed() {
    return channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf octets = (ByteBuf) message;
    if (strays == null) {
      strays = Unpooled.directBuffer(octets.readableBytes());
    }
    strays.writeBytes(octets);
    octets.release();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Channels.closeNow(channel);
  }

  Socket socket() {
    return (Socket) channel.fd();
  }

  /** The octets that were caught; they belong to the caller. */
  @Nullable ByteBuf takeStrays() {
    ByteBuf taken = strays;
    strays = null;
    return taken;
  }

  /** There will be no relay. */
  void abandon() {
    ByteBuf taken = takeStrays();
    if (taken != null) {
      taken.release();
    }
    Channels.closeNow(channel);
  }
}
