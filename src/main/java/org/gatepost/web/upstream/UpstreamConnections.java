package org.gatepost.web.upstream;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.ssl.SslHandler;
import java.util.HashMap;
import java.util.Map;
import org.gatepost.net.Transport;
import org.gatepost.net.tls.UpstreamTls;

/**
 * Connections to web upstreams, kept for further requests. Each event loop has its own, so that a
 * request and its response never change threads.
 */
public final class UpstreamConnections implements AutoCloseable {
  private static final int LARGEST_READ = 128 * 1024;

  private final Transport transport;
  private final UpstreamTls tls;
  private final UpstreamTerms terms;
  private final Map<EventLoop, LoopConnections> loops = new HashMap<>();

  public UpstreamConnections(Transport transport, UpstreamTls tls, UpstreamTerms terms) {
    this.transport = transport;
    this.tls = tls;
    this.terms = terms;
    for (EventLoop loop : transport.loops()) {
      loops.put(loop, new LoopConnections(loop, terms));
    }
  }

  /**
   * Gets a connection, called on the event loop on which it is to live. A kept one is there at
   * once.
   *
   * @param fresh whether it must be a new one
   */
  public void acquire(EventLoop loop, Endpoint endpoint, boolean fresh, UpstreamUser user) {
    LoopConnections home = loops.get(loop);
    if (home == null) {
      throw new IllegalArgumentException("not one of our event loops");
    }
    UpstreamConnection kept = fresh ? null : home.take(endpoint);
    if (kept != null) {
      kept.lend(user);
      user.connected(kept);
    } else {
      connect(loop, home, endpoint, user);
    }
  }

  private void connect(EventLoop loop, LoopConnections home, Endpoint endpoint, UpstreamUser user) {
    SocketChannel channel = transport.newClientChannel();
    ResponseDecoder decoder =
        new ResponseDecoder(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(terms.maxLineOctets())
                .setMaxHeaderSize(terms.maxHeadOctets())
                .setMaxChunkSize(LARGEST_READ));
    UpstreamConnection connection = new UpstreamConnection(home, endpoint, channel, decoder, user);
    int patience = Math.toIntExact(terms.connectTimeout().toMillis());
    channel
        .config()
        .setConnectTimeoutMillis(patience)
        .setTcpNoDelay(true)
        .setAutoClose(false)
        .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(1024, 4096, LARGEST_READ));
    if (endpoint.tls()) {
      SslHandler handler =
          tls.newHandler(channel.alloc(), endpoint.host(), endpoint.address().getPort());
      handler.setHandshakeTimeoutMillis(patience);
      channel.pipeline().addLast(handler);
    }
    channel.pipeline().addLast(decoder, new HttpRequestEncoder(), connection);
    loop.register(channel)
        .addListener(
            (ChannelFutureListener)
                registered ->
                    channel
                        .connect(endpoint.address())
                        .addListener(
                            (ChannelFutureListener)
                                connected -> {
                                  if (!connected.isSuccess()) {
                                    connection.failed(
                                        "connect() failed: " + connected.cause().getMessage());
                                  }
                                }));
  }

  /** Closes what is unused, and keeps nothing from now on. */
  @Override
  public void close() {
    loops.forEach((loop, home) -> {
      if (!loop.isShuttingDown()) {
        loop.execute(home::close);
      }
    });
  }
}
