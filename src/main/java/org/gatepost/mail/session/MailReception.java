package org.gatepost.mail.session;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetSocketAddress;
import org.gatepost.net.Addresses;
import org.gatepost.net.listener.ProxyHeaderHandler;
import org.gatepost.net.listener.Reception;

/** Receives the clients of a door: their pipeline, in the order of the wire. */
public final class MailReception implements Reception {
  // A command is short: until the relay one small size does for all, and costs no bookkeeping.
  private static final RecvByteBufAllocator SMALL_READS = new FixedRecvByteBufAllocator(2048);

  private final Door door;
  private final Sessions sessions;
  private final String listener;

  /**
   * @param listener the configured address of the door, for the log
   */
  public MailReception(Door door, Sessions sessions, InetSocketAddress listener) {
    this.door = door;
    this.sessions = sessions;
    this.listener = Addresses.text(listener);
  }

  @Override
  public boolean receive(SocketChannel channel) {
    if (!sessions.turnstile().enter()) {
      return false;
    }
    try {
      setUp(channel);
      return true;
    } catch (RuntimeException e) {
      sessions.turnstile().leave();
      throw e;
    }
  }

  private void setUp(SocketChannel channel) {
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
