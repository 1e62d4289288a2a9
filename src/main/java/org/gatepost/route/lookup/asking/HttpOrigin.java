package org.gatepost.route.lookup.asking;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatepost.net.Addresses;
import org.gatepost.net.Channels;
import org.gatepost.net.Transport;
import org.gatepost.net.tls.UpstreamTls;

/**
 * An HTTP server: its name is resolved anew for each connection, its certificate is verified, and
 * connections that it leaves open are used again. For any number of virtual threads.
 */
final class HttpOrigin implements AutoCloseable {
  private static final int MAX_IDLE = 32;
  private static final int IDLE_SECONDS = 30;

  private final URI url;
  private final String host;
  private final int port;
  private final int maxHeadOctets;
  private final boolean keeps;
  private final Transport transport;
  private final UpstreamTls tls;
  private final ConcurrentLinkedDeque<HttpConnection> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean closed;

  /**
   * A server that nobody has connected to yet.
   *
   * @param keeps whether connections are used again
   */
  HttpOrigin(URI url, int maxHeadOctets, boolean keeps, Transport transport, UpstreamTls tls) {
    this.url = url;
    this.keeps = keeps;
    this.host = url.getHost().replaceAll("[\\[\\]]", "");
    this.port = url.getPort() >= 0 ? url.getPort() : isSecure() ? 443 : 80;
    this.maxHeadOctets = maxHeadOctets;
    this.transport = transport;
    this.tls = tls;
  }

  private boolean isSecure() {
    return url.getScheme().equals("https");
  }

  /** Asks, and waits for the head of the answer. */
  HttpHead ask(byte[] request, Deadline deadline) throws ExchangeException {
    var kept = idle.pollLast();
    if (kept != null) {
      try {
        return kept.ask(request, deadline);
      } catch (ExchangeException e) {
        // Servers close idle connections whenever they like; that says nothing of the server.
        if (deadline.isOver() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
    return open(deadline).ask(request, deadline);
  }

  private HttpConnection open(Deadline deadline) throws ExchangeException {
    var addresses =
        deadline.await(resolved(), "the name %s was not resolved in time".formatted(host));
    var failures = new ArrayList<String>();
    for (int i = 0; i < addresses.size() && !deadline.isOver(); i++) {
      try {
        return connect(addresses.get(i), deadline.share(addresses.size() - i));
      } catch (ExchangeException e) {
        failures.add(Addresses.text(addresses.get(i)) + ": " + e.sentence());
      }
    }
    throw new ExchangeException(String.join("; ", failures));
  }

  /** On a thread of its own: the resolver knows no time limit of ours. */
  private CompletableFuture<List<InetSocketAddress>> resolved() {
    var addresses = new CompletableFuture<List<InetSocketAddress>>();
    Thread.ofVirtual()
        .name("resolve " + host)
        .start(() -> {
          try {
            var found = new ArrayList<InetSocketAddress>();
            for (var address : InetAddress.getAllByName(host)) {
              found.add(new InetSocketAddress(address, port));
            }
            addresses.complete(found);
          } catch (UnknownHostException _) {
            addresses.completeExceptionally(
                new ExchangeException("the name %s has no address".formatted(host)));
          }
        });
    return addresses;
  }

  private HttpConnection connect(InetSocketAddress address, Deadline deadline)
      throws ExchangeException {
    var decoder = new ResponseDecoder(maxHeadOctets);
    var connection = new HttpConnection(this, isSecure(), decoder);
    var loops = transport.loops();
    var connecting =
        new Bootstrap()
            .group(loops.get(Math.floorMod(turn.getAndIncrement(), loops.size())))
            .channelFactory((ChannelFactory<Channel>) transport::newClientChannel)
            // The deadline is the limit.
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    var pipeline = channel.pipeline();
                    if (isSecure()) {
                      pipeline.addLast(newTlsHandler(channel));
                    }
                    pipeline.addLast(decoder, new IdleStateHandler(0, 0, IDLE_SECONDS), connection);
                  }
                })
            .connect(address);
    connecting.addListener(connected -> {
      if (!connected.isSuccess()) {
        connection.fail(words(connected.cause()));
      }
    });
    try {
      return deadline.await(connection.opened(), "no connection in time");
    } catch (ExchangeException e) {
      Channels.closeNow(connecting.channel());
      throw e;
    }
  }

  /** Netty says the address as well, in a cause around the cause; it is said already. */
  private static String words(Throwable cause) {
    var root = cause.getCause() instanceof IOException inner ? inner : cause;
    return String.valueOf(root.getMessage());
  }

  private SslHandler newTlsHandler(Channel channel) {
    var handler = tls.newHandler(channel.alloc(), host, port);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /** Takes back a connection that could be used again; called on its event loop. */
  void keep(HttpConnection connection) {
    idle.addLast(connection);
    if (!keeps || closed || idle.size() > MAX_IDLE) {
      evict(connection);
    }
  }

  /** Forgets a connection. */
  void drop(HttpConnection connection) {
    idle.remove(connection);
  }

  private void evict(HttpConnection connection) {
    // Whoever takes it out of the list owns it.
    if (idle.remove(connection)) {
      Channels.closeNow(connection.channel());
    }
  }

  /** Closes what is idle; what is in use closes when it has been used. */
  @Override
  public void close() {
    closed = true;
    for (var connection = idle.pollLast(); connection != null; connection = idle.pollLast()) {
      Channels.closeNow(connection.channel());
    }
  }
}
