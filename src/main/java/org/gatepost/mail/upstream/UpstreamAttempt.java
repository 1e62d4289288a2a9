package org.gatepost.mail.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gatepost.mail.dialogue.LoginFailure;
import org.gatepost.mail.dialogue.Refusal;
import org.gatepost.net.Addresses;
import org.gatepost.net.Channels;
import org.jspecify.annotations.Nullable;

/**
 * One login at one upstream server: its addresses one after the other until one connects, then the
 * dialogue, all within one time limit. Confined to the client's event loop.
 */
public final class UpstreamAttempt {
  private final Upstreams upstreams;
  private final EventLoop loop;
  private final String host;
  private final List<InetSocketAddress> addresses;
  private final boolean withTls;
  private final UpstreamLogin login;
  private final UpstreamTerms terms;
  private final UpstreamListener listener;

  private int nextAddress;
  private @Nullable SocketChannel channel;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean ended;

  UpstreamAttempt(
      Upstreams upstreams,
      EventLoop loop,
      String host,
      List<InetSocketAddress> addresses,
      boolean withTls,
      UpstreamLogin login,
      UpstreamTerms terms,
      UpstreamListener listener) {
    this.upstreams = upstreams;
    this.loop = loop;
    this.host = host;
    this.addresses = addresses;
    this.withTls = withTls;
    this.login = login;
    this.terms = terms;
    this.listener = listener;
  }

  String host() {
    return host;
  }

  boolean withTls() {
    return withTls;
  }

  UpstreamLogin login() {
    return login;
  }

  UpstreamTerms terms() {
    return terms;
  }

  void begin() {
    deadline = loop.schedule(this::expired, terms.timeout().toMillis(), TimeUnit.MILLISECONDS);
    tryNextAddress("no address is known of " + host);
  }

  /** The connection to one address came to nothing; the next may do better. */
  void tryNextAddress(String whatWentWrong) {
    if (ended) {
      return;
    }
    if (nextAddress == addresses.size()) {
      fail(new Refusal(LoginFailure.UPSTREAM_UNREACHABLE), whatWentWrong);
      return;
    }
    InetSocketAddress address = addresses.get(nextAddress++);
    if (!upstreams.health().admits(address, terms.connectTimeout())) {
      tryNextAddress(
          "connect() to " + Addresses.text(address) + " failed before, it is left alone for now");
      return;
    }
    SocketChannel connecting = upstreams.newChannel(this, address);
    channel = connecting;
    loop.register(connecting)
        .addListener(
            (ChannelFutureListener)
                registered ->
                    connecting
                        .connect(address)
                        .addListener(
                            (ChannelFutureListener)
                                connected -> {
                                  connected(connecting, address, connected.cause());
                                }));
  }

  private void connected(
      SocketChannel connecting, InetSocketAddress address, @Nullable Throwable failure) {
    if (failure == null) {
      upstreams.health().connected(address);
      return;
    }
    Channels.closeNow(connecting);
    String reason = "connect() to " + Addresses.text(address) + " failed: " + failure.getMessage();
    if (!ended) {
      // Who went away while we connected says nothing about the server.
      upstreams.health().failed(address, terms.rest(), reason);
    }
    tryNextAddress(reason);
  }

  void loggedIn(ByteBuf reply) {
    if (ended || channel == null) {
      reply.release();
      return;
    }
    end();
    listener.loggedIn(channel, reply);
  }

  void fail(Refusal refusal, String detail) {
    if (ended) {
      return;
    }
    end();
    String path = channel == null ? "" : SocketPath.upstream(channel);
    if (channel != null) {
      Channels.closeNow(channel);
    }
    listener.failed(refusal, detail, path);
  }

  private void expired() {
    fail(new Refusal(LoginFailure.UPSTREAM_TIMEOUT), login.awaiting());
  }

  /** Nobody waits for this login any more: closes what was opened and tells nobody. */
  public void abandon() {
    if (!ended) {
      end();
      if (channel != null) {
        Channels.closeNow(channel);
      }
    }
  }

  private void end() {
    ended = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
  }
}
