package org.gatepost.net.listener;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections a door may have open, in all and from one address; 0 means any number. Safe
 * for use by all event loops.
 */
public final class ConnectionLimit {
  private final int most;
  private final int mostPerAddress;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> openByAddress = new ConcurrentHashMap<>();

  public ConnectionLimit(int most, int mostPerAddress) {
    this.most = most;
    this.mostPerAddress = mostPerAddress;
  }

  /** Counts a connection in if there is room; then it must be {@link #leave left} once. */
  public boolean enter(InetAddress client) {
    if (open.incrementAndGet() > most && most > 0) {
      open.decrementAndGet();
      return false;
    }
    if (mostPerAddress > 0 && openByAddress.merge(client, 1, Integer::sum) > mostPerAddress) {
      leave(client);
      return false;
    }
    return true;
  }

  /** Counts a connection out. */
  public void leave(InetAddress client) {
    open.decrementAndGet();
    if (mostPerAddress > 0) {
      openByAddress.computeIfPresent(client, (ignored, n) -> n == 1 ? null : n - 1);
    }
  }

  /** Whether it limits as another does. */
  public boolean isAs(ConnectionLimit other) {
    return most == other.most && mostPerAddress == other.mostPerAddress;
  }

  /** How many are open now. */
  public int open() {
    return open.get();
  }
}
