package org.gatepost.net.relay;

import org.jspecify.annotations.Nullable;

/** A relay under way, in the list of its event loop. Confined to that loop. */
abstract class LiveRelay {
  private final RelayTerms terms;
  private final RelayListener listener;
  private final RelayLoop loop;

  private long lastActivityNanos;
  long octetsUp;
  long octetsDown;

  // The list of all relays of a loop, linked through the relays themselves.
  @Nullable LiveRelay previous;
  @Nullable LiveRelay next;

  LiveRelay(RelayLoop loop, RelayTerms terms, RelayListener listener) {
    this.loop = loop;
    this.terms = terms;
    this.listener = listener;
    this.lastActivityNanos = System.nanoTime();
  }

  final RelayListener listener() {
    return listener;
  }

  final RelayState state() {
    return new RelayState(listener, octetsUp, octetsDown);
  }

  final RelayTerms terms() {
    return terms;
  }

  final RelayLoop loop() {
    return loop;
  }

  final void touch() {
    lastActivityNanos = System.nanoTime();
  }

  final boolean isIdle(long nowNanos) {
    return nowNanos - lastActivityNanos >= terms.idle().toNanos();
  }

  /** The relay is over and both connections are closed: leaves the list and tells the listener. */
  final void ended(RelayEnd end) {
    loop.remove(this);
    listener.ended(end, octetsUp, octetsDown);
  }

  /** Says the parting words if they may be said, closes both connections, calls {@link #ended}. */
  abstract void end(RelayEnd end);
}
