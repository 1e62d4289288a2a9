package org.gatepost.memcached;

import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One server, for those who must ask all of them: a purge cannot know who was elected while another
 * server was away. Safe for use by many threads; never blocks, and the futures never fail.
 */
public final class MemcachedServer {
  private final ServerState state;
  private final int index;
  private final List<Lane> lanes;
  private final Supplier<? extends SocketChannel> newChannel;
  private final Duration timeout;
  private final boolean hashedKeys;

  MemcachedServer(
      ServerState state,
      int index,
      List<Lane> lanes,
      Supplier<? extends SocketChannel> newChannel,
      MemcachedSettings settings) {
    this.state = state;
    this.index = index;
    this.lanes = lanes;
    this.newChannel = newChannel;
    this.timeout = settings.timeout();
    this.hashedKeys = settings.hashedKeys();
  }

  /** {@code host:port}. */
  public String name() {
    return state.name();
  }

  public boolean isUp() {
    return state.isUp();
  }

  /** Completes once the first attempt to connect is over: whether it has succeeded. */
  public CompletableFuture<Boolean> whenTried() {
    return state.whenTried();
  }

  public CompletableFuture<Optional<String>> get(String logicalKey) {
    return lane().ask(index, logicalKey, new Operation.Get());
  }

  public CompletableFuture<Boolean> delete(String logicalKey) {
    return lane().ask(index, logicalKey, new Operation.Delete());
  }

  /** How a key stands on the wire; empty if no server takes it. */
  public Optional<String> wireKey(String logicalKey) {
    // Its digest belongs to one thread.
    byte[] wireKey = new WireKeys(hashedKeys).of(logicalKey.getBytes(StandardCharsets.UTF_8));
    return Optional.ofNullable(wireKey).map(octets -> new String(octets, StandardCharsets.UTF_8));
  }

  /** The value of a key as {@link #wireKeys} gives it. */
  public CompletableFuture<Optional<String>> getByWireKey(String wireKey) {
    return lane().askByWireKey(index, wireKey, new Operation.Get());
  }

  public CompletableFuture<Boolean> deleteByWireKey(String wireKey) {
    return lane().askByWireKey(index, wireKey, new Operation.Delete());
  }

  /**
   * The keys on the wire that it holds, by {@code lru_crawler metadump}. None if it does not know
   * that command or stays busy with it; if it fails half way, those that it has named.
   */
  public CompletableFuture<Listing> wireKeys(int atMost) {
    return new KeyListing(state.address(), lane().loop(), newChannel, timeout, atMost).begin();
  }

  private Lane lane() {
    return Memcached.lane(lanes);
  }
}
