package org.gatepost.web.upstream;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.gatepost.net.Channels;
import org.jspecify.annotations.Nullable;

/**
 * The unused connections of one event loop; the one used last goes first. Confined to that loop.
 */
final class LoopConnections {
  private final EventLoop loop;
  private final UpstreamTerms terms;
  private final Map<Endpoint, ArrayDeque<UpstreamConnection>> unused = new HashMap<>();
  private int count;
  private boolean sweeping;
  private boolean closed;

  LoopConnections(EventLoop loop, UpstreamTerms terms) {
    this.loop = loop;
    this.terms = terms;
  }

  @Nullable UpstreamConnection take(Endpoint endpoint) {
    ArrayDeque<UpstreamConnection> kept = unused.get(endpoint);
    if (kept == null) {
      return null;
    }
    UpstreamConnection connection;
    while ((connection = kept.pollLast()) != null) {
      count--;
      if (connection.isUsable()) {
        return connection;
      }
    }
    return null;
  }

  void keep(UpstreamConnection connection) {
    if (closed || terms.keepAlive().isZero()) {
      Channels.closeNow(connection.channel());
      return;
    }
    ArrayDeque<UpstreamConnection> kept =
        unused.computeIfAbsent(connection.endpoint(), ignored -> new ArrayDeque<>());
    if (kept.size() >= terms.maxIdle()) {
      Channels.closeNow(connection.channel());
      return;
    }
    kept.addLast(connection);
    count++;
    sweepLater();
  }

  /** A connection has ended by itself. */
  void forget(UpstreamConnection connection) {
    ArrayDeque<UpstreamConnection> kept = unused.get(connection.endpoint());
    if (kept != null && kept.removeLastOccurrence(connection)) {
      count--;
    }
  }

  private void sweepLater() {
    if (!sweeping) {
      sweeping = true;
      loop.schedule(this::sweep, 1, TimeUnit.SECONDS).addListener(ignored -> {});
    }
  }

  private void sweep() {
    sweeping = false;
    long oldest = System.nanoTime() - terms.keepAlive().toNanos();
    for (ArrayDeque<UpstreamConnection> kept : unused.values()) {
      UpstreamConnection first;
      while ((first = kept.peekFirst()) != null && first.idleSinceNanos() - oldest < 0) {
        kept.removeFirst();
        count--;
        Channels.closeNow(first.channel());
      }
    }
    unused.values().removeIf(ArrayDeque::isEmpty);
    if (count > 0) {
      sweepLater();
    }
  }

  void close() {
    closed = true;
    for (ArrayDeque<UpstreamConnection> kept : unused.values()) {
      kept.forEach(connection -> Channels.closeNow(connection.channel()));
    }
    unused.clear();
    count = 0;
  }
}
