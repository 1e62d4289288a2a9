package org.gatepost.route;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The answers of the last minute, in this process. Bounded: when it is full, what has expired goes
 * first, and if nothing has, everything. Safe for use by many threads; never blocks.
 */
final class RouteCache {
  private record Entry(Answer answer, long expiresNanos) {}

  private final ConcurrentHashMap<RouteKey, Entry> entries = new ConcurrentHashMap<>();
  private final int capacity;
  private final LongSupplier nanoClock;

  RouteCache(int capacity, LongSupplier nanoClock) {
    this.capacity = capacity;
    this.nanoClock = nanoClock;
  }

  @Nullable Answer get(RouteKey key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    if (entry.expiresNanos() - nanoClock.getAsLong() <= 0) {
      entries.remove(key, entry);
      return null;
    }
    return entry.answer();
  }

  void put(RouteKey key, Answer answer, Duration life) {
    if (life.isZero() || capacity == 0) {
      return;
    }
    long now = nanoClock.getAsLong();
    if (entries.size() >= capacity && !entries.containsKey(key)) {
      entries.values().removeIf(entry -> entry.expiresNanos() - now <= 0);
      if (entries.size() >= capacity) {
        entries.clear();
      }
    }
    entries.put(key, new Entry(answer, now + life.toNanos()));
  }

  void remove(RouteKey key) {
    entries.remove(key);
  }

  void clear() {
    entries.clear();
  }
}
