package org.gatepost.net;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The event loops and the kind of sockets that live on them: epoll where it is to be had, else the
 * JDK's selectors.
 */
public final class Transport implements AutoCloseable {
  private final EventLoopGroup group;
  private final List<EventLoop> loops = new ArrayList<>();
  private final boolean epoll;

  private Transport(int loops, boolean epoll) {
    this.epoll = epoll;
    IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group = new EventLoops(loops, factory);
    for (int i = 0; i < loops; i++) {
      this.loops.add(group.next());
    }
  }

  /** Starts a number of event loops, on the fastest sockets that this machine has. */
  public static Transport start(int loops) {
    return new Transport(loops, Epoll.isAvailable());
  }

  /** Starts event loops on the JDK's selectors, as on a machine without epoll. */
  public static Transport startPortable(int loops) {
    return new Transport(loops, false);
  }

  public List<EventLoop> loops() {
    return List.copyOf(loops);
  }

  public boolean isEpoll() {
    return epoll;
  }

  /** The kind of server sockets, for a bootstrap. */
  public Class<? extends ServerChannel> serverChannelType() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** A new client socket, to be registered with a loop. */
  public SocketChannel newClientChannel() {
    return epoll ? new EpollSocketChannel() : new NioSocketChannel();
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
