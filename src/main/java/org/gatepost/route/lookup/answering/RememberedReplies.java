package org.gatepost.route.lookup.answering;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The replies of the last seconds. Bounded: when it is full, what has expired goes first, and if
 * nothing has, everything. Safe for use by many threads; never blocks.
 */
final class RememberedReplies {
  private record Entry(Reply reply, long expiresNanos) {}

  private final ConcurrentHashMap<ReplyKey, Entry> entries = new ConcurrentHashMap<>();
  private final int capacity;
  private final LongSupplier nanoClock;

  RememberedReplies(int capacity, LongSupplier nanoClock) {
    this.capacity = capacity;
    this.nanoClock = nanoClock;
  }

  @Nullable Reply get(ReplyKey key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    if (entry.expiresNanos() - nanoClock.getAsLong() <= 0) {
      entries.remove(key, entry);
      return null;
    }
    return entry.reply();
  }

  /** Remembers a reply for as long as it says. */
  void put(ReplyKey key, Reply reply) {
    Duration life = reply.life();
    if (life.isZero() || capacity == 0 || !key.isSmall()) {
      // What was known until now is no longer true.
      entries.remove(key);
      return;
    }
    long now = nanoClock.getAsLong();
    if (entries.size() >= capacity && !entries.containsKey(key)) {
      entries.values().removeIf(entry -> entry.expiresNanos() - now <= 0);
      if (entries.size() >= capacity) {
        entries.clear();
      }
    }
    entries.put(key, new Entry(reply, now + life.toNanos()));
  }
}
