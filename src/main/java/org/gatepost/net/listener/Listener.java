package org.gatepost.net.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatepost.net.Addresses;
import org.gatepost.net.Transport;

/**
 * A bound address. With epoll every event loop accepts for itself, from a socket of its own on the
 * same port, so that a connection never changes threads.
 */
public final class Listener implements AutoCloseable {
  private static final int BACKLOG = 4096;

  /**
   * Set on the listening socket, inherited by all that it accepts: one system call less for each.
   */
  private static final ChannelOption<Integer> KEEPALIVE =
      new IntegerUnixChannelOption("SO_KEEPALIVE", 1, 9);

  private static final ChannelOption<Integer> IPV6_ONLY =
      new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

  private final InetSocketAddress wanted;
  private final boolean onlyIpv6;
  private final InetSocketAddress address;
  private final List<Channel> sockets = new ArrayList<>();
  private volatile Reception reception;

  private Listener(
      InetSocketAddress wanted, boolean onlyIpv6, InetSocketAddress address, Reception reception) {
    this.wanted = wanted;
    this.onlyIpv6 = onlyIpv6;
    this.address = address;
    this.reception = reception;
  }

  /**
   * Opens a door.
   *
   * @param wanted where; port 0 takes a free one
   * @param onlyIpv6 whether an IPv6 wildcard leaves IPv4 alone
   * @param ownPorts ports that this process holds already, which it may share with itself
   * @throws IOException with a sentence, if the address cannot be had
   */
  public static Listener open(
      Transport transport,
      InetSocketAddress wanted,
      boolean onlyIpv6,
      Set<Integer> ownPorts,
      Reception reception)
      throws IOException {
    boolean own = transport.isEpoll() && ownPorts.contains(wanted.getPort());
    Listener listener = new Listener(wanted, onlyIpv6, own ? wanted : probe(wanted), reception);
    List<EventLoop> acceptors =
        transport.isEpoll() ? transport.loops() : transport.loops().subList(0, 1);
    return listener.with(acceptors.stream().map(loop -> listener.bind(transport, loop)).toList());
  }

  /** Goes on with the sockets of another process; they are open and bound. */
  static Listener adopt(Transport transport, InheritedSockets.Door door, Reception reception)
      throws IOException {
    Listener listener = new Listener(door.wanted(), door.onlyIpv6(), door.address(), reception);
    List<EventLoop> loops = transport.loops();
    List<ChannelFuture> adopted = new ArrayList<>();
    for (int descriptor : door.descriptors()) {
      EventLoop loop = loops.get(adopted.size() % loops.size());
      adopted.add(
          listener
              .bootstrap(loop)
              .channelFactory(() -> new EpollServerSocketChannel(descriptor))
              .register());
    }
    return listener.with(adopted);
  }

  private ChannelFuture bind(Transport transport, EventLoop loop) {
    ServerBootstrap bootstrap =
        bootstrap(loop)
            .channel(transport.serverChannelType())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true);
    if (transport.isEpoll()) {
      bootstrap.option(UnixChannelOption.SO_REUSEPORT, true).option(KEEPALIVE, 1);
      if (onlyIpv6) {
        bootstrap.option(IPV6_ONLY, 1);
      }
    }
    return bootstrap.bind(address);
  }

  private ServerBootstrap bootstrap(EventLoop loop) {
    return new ServerBootstrap().group(loop, loop).childHandler(new Accepted());
  }

  private Listener with(List<ChannelFuture> opening) throws IOException {
    for (ChannelFuture socket : opening) {
      socket.awaitUninterruptibly();
      sockets.add(socket.channel());
    }
    for (ChannelFuture socket : opening) {
      if (!socket.isSuccess()) {
        close();
        throw cannotOpen(address, socket.cause());
      }
    }
    return this;
  }

  /** Hands each connection to the reception of the moment. */
  @ChannelHandler.Sharable
  private final class Accepted extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      while (!reception.receive(channel)) {
        // It ended between the look at it and the call; another stands there already.
        Thread.onSpinWait();
      }
    }
  }

  /** From now on connections are received by another; the one before may end after this. */
  public void serve(Reception next) {
    reception = next;
  }

  /**
   * Sockets that share a port would share it with a second Gatepost too, in silence. So the port is
   * first asked for by a socket that shares with nobody.
   */
  private static InetSocketAddress probe(InetSocketAddress wanted) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(wanted, 1);
      return new InetSocketAddress(wanted.getAddress(), socket.getLocalPort());
    } catch (IOException e) {
      throw cannotOpen(wanted, e);
    }
  }

  private static IOException cannotOpen(InetSocketAddress address, Throwable cause) {
    return new IOException(
        "cannot listen on " + Addresses.text(address) + ": " + cause.getMessage(), cause);
  }

  /** The address as it was asked for; its port may be 0. */
  public InetSocketAddress wanted() {
    return wanted;
  }

  /** Whether an IPv6 wildcard leaves IPv4 alone. */
  public boolean onlyIpv6() {
    return onlyIpv6;
  }

  /** The sockets, for another process; none without epoll. */
  List<FileDescriptor> descriptors() {
    return sockets.stream()
        .filter(UnixChannel.class::isInstance)
        .map(socket -> ((UnixChannel) socket).fd())
        .toList();
  }

  /** How many sockets there are for another process. */
  public int handedOver() {
    return descriptors().size();
  }

  /** Leaves connections to the other process that has the same sockets, or takes them again. */
  public void pause(boolean pause) {
    sockets.forEach(socket -> socket.config().setAutoRead(!pause));
  }

  /** The address with the port that was really taken. */
  public InetSocketAddress address() {
    return address;
  }

  /** Accepts no more; connections that are open stay open. */
  @Override
  public void close() {
    for (Channel socket : sockets) {
      socket.close().awaitUninterruptibly();
    }
  }
}
