package org.gatepost.admin;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.gatepost.net.Transport;
import org.gatepost.net.listener.Listener;
import org.gatepost.telemetry.Meters;

/**
 * The console's HTTP port (role {@code console}): {@code /metrics} in the text format of
 * Prometheus, {@code /health/live} and {@code /health/ready} for whoever restarts or balances. It
 * gives away how much is going on, so it listens on loopback unless it is told otherwise.
 */
public final class ConsoleService implements AutoCloseable {
  private static final int LARGEST_REQUEST = 8_192;
  private static final int PATIENCE_SECONDS = 10;

  private final Listener listener;

  private ConsoleService(Listener listener) {
    this.listener = listener;
  }

  /**
   * Starts the service; on return it accepts. It is opened last, so whoever reaches it finds every
   * door open.
   *
   * @throws IOException with a sentence, if the address cannot be had
   */
  public static ConsoleService open(Transport transport, InetSocketAddress address, Meters meters)
      throws IOException {
    ChannelInitializer<SocketChannel> children =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            channel
                .pipeline()
                .addLast(
                    new ReadTimeoutHandler(PATIENCE_SECONDS),
                    new HttpServerCodec(),
                    new HttpObjectAggregator(LARGEST_REQUEST, true),
                    new ConsoleHandler(meters));
          }
        };
    try {
      return new ConsoleService(Listener.open(transport, address, false, children));
    } catch (IOException e) {
      throw new IOException("The console " + e.getMessage(), e);
    }
  }

  /** The address with the port that was really taken. */
  public InetSocketAddress address() {
    return listener.address();
  }

  @Override
  public void close() {
    listener.close();
  }
}
