package org.gatepost.route;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered for a while. Bounded: when it is full, what has expired goes first, and if
 * nothing has, everything. Safe for use by many threads; never blocks.
 */
public final class ShortMemory<K, V> {
  private record Entry<V>(V value, long expiresNanos) {}

  private final ConcurrentHashMap<K, Entry<V>> entries = new ConcurrentHashMap<>();
  private final int capacity;
  private final LongSupplier nanoClock;

  /**
   * @param capacity how many entries at most; zero remembers nothing
   * @param nanoClock {@link System#nanoTime}, or a test's
   */
  public ShortMemory(int capacity, LongSupplier nanoClock) {
    this.capacity = capacity;
    this.nanoClock = nanoClock;
  }

  /** What is remembered, if it has not expired. */
  public @Nullable V get(K key) {
    Entry<V> entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    if (entry.expiresNanos() - nanoClock.getAsLong() <= 0) {
      entries.remove(key, entry);
      return null;
    }
    return entry.value();
  }

  /** Remembers a value for a while; a life of zero changes nothing. */
  public void put(K key, V value, Duration life) {
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
    entries.put(key, new Entry<>(value, now + life.toNanos()));
  }

  /** Forgets one. */
  public void remove(K key) {
    entries.remove(key);
  }

  /** Forgets all. */
  public void clear() {
    entries.clear();
  }
}
