package org.gatepost.web.exchange;

import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One clock for all that has a time limit on an event loop: nothing is scheduled for a single
 * request. Confined to its loop.
 */
final class LoopClock {
  private static final long PERIOD_MILLIS = 500;
  private static final Timed[] NONE = {};

  private final EventLoop loop;
  private final Set<Timed> watched = new HashSet<>();
  private boolean ticking;

  LoopClock(EventLoop loop) {
    this.loop = loop;
  }

  void watch(Timed timed) {
    watched.add(timed);
    if (!ticking) {
      ticking = true;
      tickLater();
    }
  }

  void forget(Timed timed) {
    watched.remove(timed);
  }

  private void tickLater() {
    loop.schedule(this::tick, PERIOD_MILLIS, TimeUnit.MILLISECONDS).addListener(ignored -> {});
  }

  private void tick() {
    long now = System.nanoTime();
    for (Timed timed : watched.toArray(NONE)) {
      timed.tick(now);
    }
    ticking = !watched.isEmpty();
    if (ticking) {
      tickLater();
    }
  }
}
