package org.gatepost.route.lookup.asking;

import io.netty.channel.EventLoop;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.gatepost.telemetry.LogText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a lookup handler is asked, or rests after a failure until a probe finds it well. One for
 * the whole process; for any number of threads.
 *
 * <p>The pause before a probe doubles up to the quarantine, and is short again only after a lookup
 * was answered: a handler that looks well to probes and fails at lookups does not come back each
 * second.
 */
final class HandlerHealth implements AutoCloseable {
  /** Asks whether anybody is there. */
  interface Probe {
    void send() throws ExchangeException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(HandlerHealth.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final URI handler;
  private final Duration quarantine;
  private final EventLoop loop;
  private final Probe probe;
  private volatile boolean rests;
  private Instant since = Instant.now();
  private @Nullable Instant until;
  private @Nullable String failure;
  private Duration pause;
  private int changes;
  private boolean closed;

  HandlerHealth(URI handler, Duration quarantine, EventLoop loop, Probe probe) {
    this.handler = handler;
    this.quarantine = quarantine;
    this.loop = loop;
    this.probe = probe;
    this.pause = shorter(FIRST_PAUSE, quarantine);
  }

  boolean rests() {
    return rests;
  }

  synchronized HandlerState state() {
    return new HandlerState(
        handler, !rests, since, Optional.ofNullable(until), Optional.ofNullable(failure));
  }

  /** A lookup failed. */
  synchronized void failed(String why) {
    failure = why;
    if (rests || closed || quarantine.isZero()) {
      return;
    }
    rests = true;
    since = Instant.now();
    changes++;
    LOG.warn("lookup handler {} rests: {}", handler, LogText.of(why));
    scheduleProbe();
  }

  /** A lookup was answered. */
  synchronized void answered() {
    pause = shorter(FIRST_PAUSE, quarantine);
    back();
  }

  private void back() {
    if (rests) {
      rests = false;
      since = Instant.now();
      until = null;
      changes++;
      LOG.info("lookup handler {} is back", handler);
    }
  }

  private void scheduleProbe() {
    int now = changes;
    try {
      var next =
          loop.schedule(
              () -> Thread.ofVirtual().name("probe " + handler).start(() -> probe(now)),
              pause.toNanos(),
              TimeUnit.NANOSECONDS);
      next.addListener(ignored -> {});
    } catch (RejectedExecutionException _) {
      closed = true; // the process ends
    }
    until = Instant.now().plus(pause);
    pause = shorter(pause.multipliedBy(2), quarantine);
  }

  private void probe(int scheduled) {
    if (isPast(scheduled)) {
      return;
    }
    Optional<String> trouble = Optional.empty();
    try {
      probe.send();
    } catch (ExchangeException e) {
      trouble = Optional.of(e.sentence());
    }
    probed(scheduled, trouble);
  }

  private synchronized boolean isPast(int scheduled) {
    return closed || scheduled != changes;
  }

  private synchronized void probed(int scheduled, Optional<String> trouble) {
    if (isPast(scheduled)) {
      return;
    }
    if (trouble.isEmpty()) {
      back();
    } else {
      failure = trouble.get();
      scheduleProbe();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Probes no more. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
