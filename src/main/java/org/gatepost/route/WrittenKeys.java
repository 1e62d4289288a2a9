package org.gatepost.route;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.gatepost.memcached.Memcached;
import org.gatepost.net.Futures;

/**
 * Writes down in memcached which keys have been made for an account, a line each: the hash of a key
 * with a client's address in it cannot be guessed (spec mail 3.7). Safe for use by many threads;
 * never blocks.
 */
final class WrittenKeys {
  /** Values above 4 KiB are read by nobody; the clients of years would not fit. */
  private static final int MAX_BYTES = 4_000;

  private final Memcached memcached;
  private final Duration life;

  /**
   * @param ofKeys how long the keys live that are written down; zero for without end
   */
  WrittenKeys(Memcached memcached, Duration ofKeys) {
    this.memcached = memcached;
    // Longer than any of those keys, as each new one renews it.
    this.life = ofKeys.isZero() ? Duration.ZERO : ofKeys.plus(Duration.ofDays(1));
  }

  void add(String logicalKey, String account) {
    String list = SharedKeys.keysOf(account.toLowerCase(Locale.ROOT));
    Futures.letHappen(memcached.get(list).thenCompose(text -> add(logicalKey + "\n", list, text)));
  }

  private CompletableFuture<Boolean> add(String line, String list, Optional<String> text) {
    if (text.isEmpty()) {
      return memcached
          .add(list, line, life)
          .thenCompose(added -> added ? done() : append(list, line));
    }
    if (("\n" + text.get()).contains("\n" + line)) {
      return memcached.touch(list, life);
    }
    return bytes(text.get()) + bytes(line) > MAX_BYTES
        ? memcached.set(list, newest(text.get()) + line, life)
        : append(list, line);
  }

  /** Other proxies may write into the list at the same moment, and no line may get lost. */
  private CompletableFuture<Boolean> append(String list, String line) {
    return memcached
        .append(list, line)
        .thenCompose(
            appended -> appended ? memcached.touch(list, life) : memcached.add(list, line, life));
  }

  private static CompletableFuture<Boolean> done() {
    return CompletableFuture.completedFuture(true);
  }

  /** The later half, in whole lines; what is dropped has to be found by looking through all. */
  private static String newest(String text) {
    int end = text.indexOf('\n', text.length() / 2);
    return end < 0 ? "" : text.substring(end + 1);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
