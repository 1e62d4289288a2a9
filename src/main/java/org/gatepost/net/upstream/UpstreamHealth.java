package org.gatepost.net.upstream;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.gatepost.net.Addresses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which upstream servers are left alone, because one could not connect to them several times in a
 * row. Their users hear so at once instead of waiting for a server that is down, and nobody else is
 * touched. When its time is over a server gets one login as a probe; it is back, or rests again
 * ({@code zimbraMailProxyMaxFails}, {@code zimbraMailProxyReconnectTimeout}, spec mail 4.11). Safe
 * for use by all event loops.
 */
public final class UpstreamHealth {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamHealth.class);

  /**
   * When a server rests, and for how long.
   *
   * @param maxFails after how many failures in a row; 0: never
   */
  public record Rest(int maxFails, Duration time) {}

  /** A server to which the last connect has failed; it rests if there is an end to that. */
  private record Trouble(int failures, boolean rests, long endNanos) {}

  private final ConcurrentHashMap<InetSocketAddress, Trouble> troubles = new ConcurrentHashMap<>();
  private final LongSupplier nanoClock;

  public UpstreamHealth() {
    this(System::nanoTime);
  }

  UpstreamHealth(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Whether one may connect now. Who may, after a rest, is the only one until it is known how that
   * went, or until the time for connecting is over.
   */
  public boolean admits(InetSocketAddress address, Duration connectTimeout) {
    Trouble trouble = troubles.get(address);
    if (trouble == null || !trouble.rests()) {
      return true;
    }
    long now = nanoClock.getAsLong();
    return trouble.endNanos() - now <= 0
        && troubles.replace(
            address,
            trouble,
            new Trouble(trouble.failures(), true, now + connectTimeout.toNanos()));
  }

  /** Whether it is left alone now; asking makes nobody a probe. */
  public boolean rests(InetSocketAddress address) {
    Trouble trouble = troubles.get(address);
    return trouble != null && trouble.rests() && trouble.endNanos() - nanoClock.getAsLong() > 0;
  }

  /** One could not connect, or got no answer. */
  public void failed(InetSocketAddress address, Rest rest, String reason) {
    if (rest.maxFails() == 0) {
      return;
    }
    Trouble trouble =
        troubles.compute(
            address,
            (ignored, before) -> {
              int failures = before == null ? 1 : before.failures() + 1;
              return new Trouble(
                  failures,
                  failures >= rest.maxFails(),
                  nanoClock.getAsLong() + rest.time().toNanos());
            });
    if (trouble.failures() == rest.maxFails()) {
      LOG.warn(
          "upstream {} is left alone for {} s at a time: {}",
          Addresses.text(address),
          rest.time().toSeconds(),
          reason);
    }
  }

  /** All is well with it. */
  public void connected(InetSocketAddress address) {
    // Nearly always there is no trouble at all.
    if (!troubles.isEmpty()) {
      Trouble over = troubles.remove(address);
      if (over != null && over.rests()) {
        LOG.info("upstream {} is back", Addresses.text(address));
      }
    }
  }

  /** Forgets a server's past, so that the next login tries it. */
  public void forget() {
    troubles.clear();
  }

  /** Those that rest. */
  public List<String> resting() {
    List<String> resting = new ArrayList<>();
    troubles.forEach((address, trouble) -> {
      if (trouble.rests()) {
        resting.add(Addresses.text(address));
      }
    });
    return resting;
  }
}
