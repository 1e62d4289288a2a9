package org.gatepost.memcached;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.gatepost.telemetry.Meters;

/**
 * The memcached servers of a site as one: every key has its server, and a server that does not
 * answer costs its own keys for a moment and nobody else anything (spec mail 3).
 *
 * <p>Safe for use by many threads; never blocks. The futures never fail: whatever goes wrong is the
 * answer of a server that has nothing. Asked on one of the event loops, they complete on that loop.
 */
public final class Memcached implements AutoCloseable {
  private final List<Lane> lanes;
  private final List<MemcachedServer> servers;
  private final List<ServerState> states;

  private Memcached(List<Lane> lanes, List<MemcachedServer> servers, List<ServerState> states) {
    this.lanes = lanes;
    this.servers = servers;
    this.states = states;
  }

  /**
   * Begins to connect, every loop to every server, and does not wait.
   *
   * @param newChannel makes a client channel that is registered nowhere yet
   */
  public static Memcached connect(
      MemcachedSettings settings,
      List<EventLoop> loops,
      Supplier<? extends SocketChannel> newChannel,
      Meters meters) {
    List<ServerState> states =
        settings.servers().stream()
            .map(address -> new ServerState(address, loops.size(), meters))
            .toList();
    List<Lane> lanes = new ArrayList<>(loops.size());
    for (EventLoop loop : loops) {
      lanes.add(new Lane(settings, states, loop, newChannel));
    }
    List<MemcachedServer> servers =
        IntStream.range(0, states.size())
            .mapToObj(i -> new MemcachedServer(states.get(i), i, lanes, newChannel, settings))
            .toList();
    lanes.forEach(Lane::begin);
    return new Memcached(lanes, servers, states);
  }

  /** The value of a key; empty too if it is larger than any of ours, or no string. */
  public CompletableFuture<Optional<String>> get(String logicalKey) {
    return lane(lanes).ask(logicalKey, new Operation.Get());
  }

  /** Writes a value unless there is one. Tells whether it was written. */
  public CompletableFuture<Boolean> add(String logicalKey, String value, Duration life) {
    return store("add", logicalKey, value, life);
  }

  /** Writes a value over what there is. Tells whether it was written. */
  public CompletableFuture<Boolean> set(String logicalKey, String value, Duration life) {
    return store("set", logicalKey, value, life);
  }

  /** Lengthens a value and leaves its life as it is. False if there is none. */
  public CompletableFuture<Boolean> append(String logicalKey, String value) {
    return store("append", logicalKey, value, Duration.ZERO);
  }

  private CompletableFuture<Boolean> store(
      String verb, String logicalKey, String value, Duration life) {
    return lane(lanes).ask(logicalKey, new Operation.Store(verb, value, Expiry.seconds(life)));
  }

  /** Gives a value a new life. False if there is none. */
  public CompletableFuture<Boolean> touch(String logicalKey, Duration life) {
    return lane(lanes).ask(logicalKey, new Operation.Touch(Expiry.seconds(life)));
  }

  /** Adds one to a number and gives the sum; empty if there is none. */
  public CompletableFuture<OptionalLong> increment(String logicalKey) {
    return lane(lanes).ask(logicalKey, new Operation.Increment());
  }

  /** Removes a value. False if there was none. */
  public CompletableFuture<Boolean> delete(String logicalKey) {
    return lane(lanes).ask(logicalKey, new Operation.Delete());
  }

  /** The servers in declared order. */
  public List<MemcachedServer> servers() {
    return servers;
  }

  /** The caller's own, or any. */
  static Lane lane(List<Lane> lanes) {
    for (Lane lane : lanes) {
      if (lane.loop().inEventLoop()) {
        return lane;
      }
    }
    return lanes.get(ThreadLocalRandom.current().nextInt(lanes.size()));
  }

  /** Ends all connections; what waits for an answer has none. Does not wait. */
  @Override
  public void close() {
    lanes.forEach(Lane::close);
    states.forEach(ServerState::close);
  }
}
