package org.gatepost.web.exchange;

/** What must not wait for ever. */
interface Timed {
  /** Looks at the clock, twice a second, on its event loop. */
  void tick(long nowNanos);
}
