package org.gatepost.net.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
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

  private final InetSocketAddress address;
  private final List<Channel> sockets;

  private Listener(InetSocketAddress address, List<Channel> sockets) {
    this.address = address;
    this.sockets = sockets;
  }

  /**
   * Opens a door.
   *
   * @param wanted where; port 0 takes a free one
   * @param onlyIpv6 whether an IPv6 wildcard leaves IPv4 alone
   * @param children set up each accepted connection, on its own event loop
   * @throws IOException with a sentence, if the address cannot be had
   */
  public static Listener open(
      Transport transport, InetSocketAddress wanted, boolean onlyIpv6, ChannelHandler children)
      throws IOException {
    InetSocketAddress free = probe(wanted);
    List<Channel> sockets = new ArrayList<>();
    List<EventLoop> acceptors =
        transport.isEpoll() ? transport.loops() : transport.loops().subList(0, 1);
    for (EventLoop loop : acceptors) {
      ServerBootstrap bootstrap =
          new ServerBootstrap()
              .group(loop, loop)
              .channel(transport.serverChannelType())
              .option(ChannelOption.SO_BACKLOG, BACKLOG)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childHandler(children);
      if (transport.isEpoll()) {
        bootstrap.option(UnixChannelOption.SO_REUSEPORT, true).option(KEEPALIVE, 1);
        if (onlyIpv6) {
          bootstrap.option(IPV6_ONLY, 1);
        }
      }
      ChannelFuture bound = bootstrap.bind(free).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        sockets.forEach(socket -> socket.close().awaitUninterruptibly());
        throw cannotOpen(free, bound.cause());
      }
      sockets.add(bound.channel());
    }
    return new Listener(free, sockets);
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
