package org.gatepost.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the service manager how this process is: sd_notify(3), over the socket that it names. */
public final class ServiceNotice {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceNotice.class);

  private ServiceNotice() {}

  /**
   * Sends one notice, such as {@code READY=1}.
   *
   * @param socket the value of NOTIFY_SOCKET: a path, or a name in the abstract namespace behind @
   */
  public static void send(String socket, String notice) {
    if (!Epoll.isAvailable()) {
      LOG.warn("the service manager cannot be told {}: this needs Linux", notice);
      return;
    }
    String path = socket.startsWith("@") ? "\0" + socket.substring(1) : socket;
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      ChannelFuture connected =
          new Bootstrap()
              .group(group)
              .channel(EpollDomainDatagramChannel.class)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(new DomainSocketAddress(path))
              .await();
      ChannelFuture sent =
          connected.isSuccess()
              ? connected
                  .channel()
                  .writeAndFlush(Unpooled.copiedBuffer(notice, StandardCharsets.UTF_8))
                  .await()
              : connected;
      if (!sent.isSuccess()) {
        LOG.warn("the service manager at {} cannot be told: {}", socket, sent.cause().toString());
      }
      connected.channel().close().await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(ignored -> {});
    }
  }
}
