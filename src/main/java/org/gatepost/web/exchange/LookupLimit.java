package org.gatepost.web.exchange;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How many lookups one address may cause: forged tokens must not become a flood of questions. Of
 * IPv6 the network of 64 bits counts, which is what one household has. Safe for use by all event
 * loops.
 */
public final class LookupLimit {
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final int MANY = 100_000;
  private static final int NETWORK_OCTETS = 8;

  // For each address the time at which all that it has caused would be paid for (GCRA).
  private final ConcurrentHashMap<InetAddress, Long> paid = new ConcurrentHashMap<>();
  private final long cost;
  private final LongSupplier nanoClock;

  /**
   * @param perMinute 0: any number
   */
  public LookupLimit(int perMinute) {
    this(perMinute, System::nanoTime);
  }

  LookupLimit(int perMinute, LongSupplier nanoClock) {
    this.cost = perMinute == 0 ? 0 : MINUTE_NANOS / perMinute;
    this.nanoClock = nanoClock;
  }

  /** Whether this address may cause one more now. */
  boolean admits(InetAddress client) {
    if (cost == 0) {
      return true;
    }
    long now = nanoClock.getAsLong();
    if (paid.size() > MANY) {
      paid.values().removeIf(time -> time - now <= 0);
    }
    long[] until = new long[1];
    paid.compute(
        network(client),
        (ignored, before) -> {
          long from = before == null || before - now < 0 ? now : before;
          until[0] = from + cost;
          return until[0] - now > MINUTE_NANOS ? from : until[0];
        });
    return until[0] - now <= MINUTE_NANOS;
  }

  private static InetAddress network(InetAddress client) {
    if (!(client instanceof Inet6Address)) {
      return client;
    }
    byte[] octets = client.getAddress();
    Arrays.fill(octets, NETWORK_OCTETS, octets.length, (byte) 0);
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
