package org.gatepost.web.exchange;

import java.util.concurrent.atomic.LongAdder;
import org.gatepost.telemetry.Meter;
import org.gatepost.telemetry.Meters;

/** What is counted of web requests; each counter is looked up once. */
public final class WebCounts {
  private final LongAdder[] byStatus = new LongAdder[6];
  private final LongAdder connect;
  private final LongAdder broken;
  private final LongAdder silent;

  public WebCounts(Meters meters) {
    for (int i = 1; i < byStatus.length; i++) {
      byStatus[i] = meters.counter(Meter.WEB_REQUESTS, i + "xx");
    }
    connect = meters.counter(Meter.WEB_UPSTREAM_FAILURES, "connect");
    broken = meters.counter(Meter.WEB_UPSTREAM_FAILURES, "broken");
    silent = meters.counter(Meter.WEB_UPSTREAM_FAILURES, "silent");
  }

  void ended(int status) {
    byStatus[Math.clamp(status / 100, 1, byStatus.length - 1)].increment();
  }

  /** No connection was to be had. */
  void notConnected() {
    connect.increment();
  }

  /** A connection has ended before the response had. */
  void broken() {
    broken.increment();
  }

  /** There was no answer in time. */
  void silent() {
    silent.increment();
  }
}
