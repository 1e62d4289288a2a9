package org.gatepost.mail.upstream;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import org.gatepost.net.Transport;
import org.gatepost.net.tls.UpstreamTls;
import org.gatepost.net.upstream.UpstreamHealth;

/**
 * Connects to upstream servers, on the event loop of the client whom it is for, so that nothing of
 * a session is ever touched by two threads.
 */
public final class Upstreams {
  private final Transport transport;
  private final UpstreamTls tls;
  private final UpstreamHealth health;

  public Upstreams(Transport transport, UpstreamTls tls, UpstreamHealth health) {
    this.transport = transport;
    this.tls = tls;
    this.health = health;
  }

  UpstreamHealth health() {
    return health;
  }

  /**
   * Begins a login; called on the event loop.
   *
   * @param host the name that the server's certificate must bear
   * @param addresses where the server can be reached; tried in this order
   * @param withTls whether TLS begins with the first octet
   * @return the attempt, which can be abandoned
   */
  public UpstreamAttempt logIn(
      EventLoop loop,
      String host,
      List<InetSocketAddress> addresses,
      boolean withTls,
      UpstreamLogin login,
      UpstreamTerms terms,
      UpstreamListener listener) {
    UpstreamAttempt attempt =
        new UpstreamAttempt(this, loop, host, addresses, withTls, login, terms, listener);
    attempt.begin();
    return attempt;
  }

  SocketChannel newChannel(UpstreamAttempt attempt, InetSocketAddress address) {
    SocketChannel channel = transport.newClientChannel();
    channel
        .config()
        .setOption(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.toIntExact(attempt.terms().connectTimeout().toMillis()));
    if (attempt.withTls()) {
      channel
          .pipeline()
          .addLast(tls.newHandler(channel.alloc(), attempt.host(), address.getPort()));
    }
    channel.pipeline().addLast(new UpstreamLoginHandler(attempt));
    return channel;
  }
}
