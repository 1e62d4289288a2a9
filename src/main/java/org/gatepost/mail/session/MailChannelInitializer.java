package org.gatepost.mail.session;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetSocketAddress;
import org.gatepost.net.Addresses;
import org.gatepost.net.listener.ProxyHeaderHandler;

/** The pipeline of a client's connection, in the order of the wire. */
public final class MailChannelInitializer extends ChannelInitializer<SocketChannel> {
  // A command is short: until the relay one small size does for all, and costs no bookkeeping.
  private static final RecvByteBufAllocator SMALL_READS = new FixedRecvByteBufAllocator(2048);

  private final Door door;
  private final Sessions sessions;
  private final String listener;

  /**
   * @param listener the configured address of the door, for the log
   */
  public MailChannelInitializer(Door door, Sessions sessions, InetSocketAddress listener) {
    this.door = door;
    this.sessions = sessions;
    this.listener = Addresses.text(listener);
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    channel.config().setRecvByteBufAllocator(SMALL_READS);
    ChannelPipeline pipeline = channel.pipeline();
    if (door.proxyProtocol()) {
      pipeline.addLast(new HAProxyMessageDecoder()).addLast(new ProxyHeaderHandler());
    }
    if (door.isImplicitTls()) {
      door.tls().ifPresent(tls -> pipeline.addLast(tls.newHandler()));
    }
    pipeline.addLast(DialogueHandler.of(door.protocol(), door, sessions, listener));
  }
}
