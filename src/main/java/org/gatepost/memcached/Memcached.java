package org.gatepost.memcached;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

public final class Memcached implements AutoCloseable {
  public static Memcached connect(
      MemcachedSettings settings,
      java.util.List<io.netty.channel.EventLoop> loops,
      java.util.function.Supplier<? extends io.netty.channel.socket.SocketChannel> newChannel,
      org.gatepost.telemetry.Meters meters) {
    return new Memcached();
  }

  public CompletableFuture<Optional<String>> get(String key) {
    return new CompletableFuture<>();
  }

  public CompletableFuture<Boolean> add(String key, String value, Duration life) {
    return new CompletableFuture<>();
  }

  public CompletableFuture<Boolean> set(String key, String value, Duration life) {
    return new CompletableFuture<>();
  }

  public CompletableFuture<Boolean> append(String key, String value) {
    return new CompletableFuture<>();
  }

  public CompletableFuture<Boolean> touch(String key, Duration life) {
    return new CompletableFuture<>();
  }

  public CompletableFuture<Boolean> delete(String key) {
    return new CompletableFuture<>();
  }

  @Override
  public void close() {}
}
