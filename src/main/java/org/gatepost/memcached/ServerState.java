package org.gatepost.memcached;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatepost.telemetry.Meter;
import org.gatepost.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process as a whole knows of a server, from the links of all its event loops: a change
 * is logged once and not by each loop. Safe for use by many threads.
 */
final class ServerState {
  private static final Logger log = LoggerFactory.getLogger(Memcached.class);

  private final InetSocketAddress address;
  private final String name;
  private final Tally tally;
  private final AtomicInteger linksUp = new AtomicInteger();
  private final AtomicInteger linksDown = new AtomicInteger();
  private final AtomicInteger untried;
  private final Runnable noState;
  private final CompletableFuture<Boolean> tried = new CompletableFuture<>();

  ServerState(InetSocketAddress address, int links, Meters meters) {
    this.address = address;
    this.name = name(address);
    this.tally = new Tally(meters, name);
    this.untried = new AtomicInteger(links);
    this.noState = meters.state(Meter.MEMCACHED_UP, this::isUp, name);
  }

  private static String name(InetSocketAddress address) {
    String host = address.getHostString();
    return NetUtil.isValidIpV6Address(host)
        ? "[" + NetUtil.toAddressString(InetAddress.ofLiteral(host)) + "]:" + address.getPort()
        : host + ":" + address.getPort();
  }

  /** Nobody uses it any more. */
  void close() {
    noState.run();
  }

  InetSocketAddress address() {
    return address;
  }

  /** {@code host:port}, as configured. */
  String name() {
    return name;
  }

  Tally tally() {
    return tally;
  }

  /** A loop that goes without it is enough to say no. */
  boolean isUp() {
    return linksUp.get() > 0 && linksDown.get() == 0;
  }

  /** True once a link is up, false once the first attempts of all have failed. */
  CompletableFuture<Boolean> whenTried() {
    return tried.copy();
  }

  void linkUp(boolean wasDown) {
    linksUp.incrementAndGet();
    tried.complete(true);
    if (wasDown && linksDown.decrementAndGet() == 0) {
      log.info("memcached {} is back", name);
    }
  }

  void linkDown(boolean wasUp, String reason) {
    if (wasUp) {
      linksUp.decrementAndGet();
    } else {
      attemptFailed();
    }
    if (linksDown.getAndIncrement() == 0) {
      log.warn("memcached {} does not answer ({}); going on without it", name, reason);
    }
  }

  void linkClosed(boolean wasUp, boolean wasDown) {
    if (wasUp) {
      linksUp.decrementAndGet();
    } else if (wasDown) {
      linksDown.decrementAndGet();
    } else {
      attemptFailed();
    }
  }

  private void attemptFailed() {
    if (untried.decrementAndGet() == 0) {
      tried.complete(false);
    }
  }
}
