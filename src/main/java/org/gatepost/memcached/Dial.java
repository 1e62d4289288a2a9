package org.gatepost.memcached;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.gatepost.telemetry.LogText;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to reach a server: its name is resolved anew, then its addresses are tried one after
 * the other. Confined to an event loop; only the name is looked up elsewhere.
 */
final class Dial {
  private final InetSocketAddress server;
  private final EventLoop loop;
  private final Supplier<? extends SocketChannel> newChannel;
  private final Duration timeout;
  private final Consumer<SocketChannel> connected;
  private final Consumer<String> failed;
  private @Nullable SocketChannel channel;
  private boolean ended;

  /**
   * An attempt that has not begun.
   *
   * @param timeout what all addresses together may take, the lookup of the name aside
   * @param connected takes the connected channel, which is its own from then on
   * @param failed hears why there is none
   */
  Dial(
      InetSocketAddress server,
      EventLoop loop,
      Supplier<? extends SocketChannel> newChannel,
      Duration timeout,
      Consumer<SocketChannel> connected,
      Consumer<String> failed) {
    this.server = server;
    this.loop = loop;
    this.newChannel = newChannel;
    this.timeout = timeout;
    this.connected = connected;
    this.failed = failed;
  }

  void begin() {
    Thread.ofVirtual().name("memcached-name").start(this::resolve);
  }

  private void resolve() {
    try {
      InetAddress[] addresses = InetAddress.getAllByName(server.getHostString());
      onLoop(() -> connect(addresses, 0, "it has no address"));
    } catch (UnknownHostException e) {
      String reason = LogText.of("unknown host: " + e.getMessage());
      onLoop(() -> fail(reason));
    }
  }

  private void onLoop(Runnable next) {
    try {
      loop.execute(next);
    } catch (RejectedExecutionException _) {
      // The loop has ended, and nobody waits any more.
    }
  }

  private void connect(InetAddress[] addresses, int index, String reason) {
    if (ended) {
      return;
    }
    if (index == addresses.length) {
      fail(reason);
      return;
    }
    SocketChannel connecting = newChannel.get();
    channel = connecting;
    connecting
        .config()
        .setTcpNoDelay(true)
        .setKeepAlive(true)
        .setOption(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.clamp(timeout.toMillis() / addresses.length, 1, Integer.MAX_VALUE));
    var address = new InetSocketAddress(addresses[index], server.getPort());
    loop.register(connecting)
        .addListener(
            (ChannelFutureListener)
                _ ->
                    connecting
                        .connect(address)
                        .addListener(
                            (ChannelFutureListener)
                                outcome -> {
                                  if (outcome.isSuccess()) {
                                    succeed(connecting);
                                  } else {
                                    close(connecting);
                                    connect(addresses, index + 1, text(outcome.cause()));
                                  }
                                }));
  }

  private static String text(Throwable cause) {
    return LogText.of(String.valueOf(cause.getMessage()));
  }

  private void succeed(SocketChannel open) {
    if (ended) {
      close(open);
      return;
    }
    ended = true;
    connected.accept(open);
  }

  private void fail(String reason) {
    if (!ended) {
      ended = true;
      failed.accept(reason);
    }
  }

  /** Nobody wants the connection any more; nobody is told. A connected channel is left alone. */
  void abandon() {
    if (!ended) {
      ended = true;
      if (channel != null) {
        close(channel);
      }
    }
  }

  private static void close(SocketChannel channel) {
    channel.close().addListener(ignored -> {});
  }
}
