package org.gatepost.admin;

import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.util.function.BooleanSupplier;
import org.gatepost.net.listener.Reception;
import org.gatepost.telemetry.Meters;

/**
 * The console's HTTP port (role {@code console}): {@code /metrics} in the text format of
 * Prometheus, {@code /health/live} and {@code /health/ready} for whoever restarts or balances. It
 * gives away how much is going on, so it listens on loopback unless it is told otherwise.
 */
public final class ConsoleService implements Reception {
  private static final int LARGEST_REQUEST = 8_192;
  private static final int PATIENCE_SECONDS = 10;

  private final Meters meters;
  private final BooleanSupplier ready;

  /**
   * @param ready whether new clients are received; balancers go by it
   */
  public ConsoleService(Meters meters, BooleanSupplier ready) {
    this.meters = meters;
    this.ready = ready;
  }

  @Override
  public boolean receive(SocketChannel channel) {
    channel
        .pipeline()
        .addLast(
            new ReadTimeoutHandler(PATIENCE_SECONDS),
            new HttpServerCodec(),
            new HttpObjectAggregator(LARGEST_REQUEST, true),
            new ConsoleHandler(meters, ready));
    return true;
  }
}
