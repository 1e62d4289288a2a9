package org.gatepost.memcached;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.gatepost.memcached.Tally.Result;

/**
 * All that one event loop has to do with memcached: its own link to every server, so that who asks
 * on the loop is answered on it. Its state is confined to the loop; anybody may ask.
 */
final class Lane {
  private final EventLoop loop;
  private final List<ServerState> servers;
  private final List<Link> links;
  private final Election election;
  private final WireKeys wireKeys;
  private final IntPredicate hopeful;

  Lane(
      MemcachedSettings settings,
      List<ServerState> servers,
      EventLoop loop,
      Supplier<? extends SocketChannel> newChannel) {
    this.loop = loop;
    this.servers = servers;
    links = servers.stream().map(server -> new Link(server, loop, newChannel, settings)).toList();
    election = Election.of(settings.election(), servers.stream().map(ServerState::name).toList());
    wireKeys = new WireKeys(settings.hashedKeys());
    hopeful = index -> links.get(index).isHopeful();
  }

  EventLoop loop() {
    return loop;
  }

  void begin() {
    loop.execute(() -> links.forEach(Link::begin));
  }

  /** Asks the server that the key belongs to. */
  <T> CompletableFuture<T> ask(String logicalKey, Operation<T> operation) {
    onLoop(() -> askElected(logicalKey, operation), operation, servers.getFirst());
    return operation.answer();
  }

  /** Asks a certain server. */
  <T> CompletableFuture<T> ask(int server, String logicalKey, Operation<T> operation) {
    onLoop(() -> askOne(server, logicalKey, operation), operation, servers.get(server));
    return operation.answer();
  }

  /** Asks a certain server for a key that has been made fit for the wire already. */
  <T> CompletableFuture<T> askByWireKey(int server, String wireKey, Operation<T> operation) {
    byte[] key = wireKey.getBytes(StandardCharsets.UTF_8);
    if (WireKeys.isSafe(key)) {
      operation.about(key);
      onLoop(() -> send(server, operation), operation, servers.get(server));
    } else {
      operation.end(Result.REFUSED, servers.get(server).tally());
    }
    return operation.answer();
  }

  private void onLoop(Runnable asking, Operation<?> operation, ServerState server) {
    if (loop.inEventLoop()) {
      asking.run();
      return;
    }
    try {
      loop.execute(asking);
    } catch (RejectedExecutionException _) {
      operation.end(Result.UNAVAILABLE, server.tally());
    }
  }

  private void askElected(String logicalKey, Operation<?> operation) {
    byte[] key = logicalKey.getBytes(StandardCharsets.UTF_8);
    int server = election.elect(key, hopeful);
    if (server == Election.NOBODY) {
      int rightful = election.elect(key, index -> true);
      operation.end(Result.UNAVAILABLE, servers.get(rightful).tally());
    } else if (prepared(key, server, operation)) {
      links.get(server).send(operation, () -> askElected(logicalKey, operation));
    }
  }

  private void askOne(int server, String logicalKey, Operation<?> operation) {
    byte[] key = logicalKey.getBytes(StandardCharsets.UTF_8);
    if (prepared(key, server, operation)) {
      send(server, operation);
    }
  }

  private void send(int server, Operation<?> operation) {
    links.get(server).send(operation, () -> send(server, operation));
  }

  private boolean prepared(byte[] key, int server, Operation<?> operation) {
    byte[] wireKey = wireKeys.of(key);
    if (wireKey == null || !operation.isWithinLimits()) {
      operation.end(Result.REFUSED, servers.get(server).tally());
      return false;
    }
    operation.about(wireKey);
    return true;
  }

  void close() {
    try {
      loop.execute(() -> links.forEach(Link::close));
    } catch (RejectedExecutionException _) {
      // The loop has ended, and all its connections with it.
    }
  }
}
