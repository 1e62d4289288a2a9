package org.gatepost;

import java.util.concurrent.TimeUnit;
import org.gatepost.net.Transport;
import org.gatepost.telemetry.Meter;
import org.gatepost.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log, once a minute, how much memcached was missed; silent while it was not. */
final class CacheReport {
  private static final Logger LOG = LoggerFactory.getLogger(CacheReport.class);

  private final Meters meters;
  private long unavailable;
  private long answered;
  private long distrusted;

  CacheReport(Meters meters) {
    this.meters = meters;
  }

  /** Begins to report; closing ends it. */
  AutoCloseable begin(Transport transport) {
    var reporting =
        transport.loops().getFirst().scheduleAtFixedRate(this::report, 1, 1, TimeUnit.MINUTES);
    return () -> reporting.cancel(false);
  }

  /** Reports what has come to pass since the last time. */
  void report() {
    long nowUnavailable = meters.sum(Meter.MEMCACHED_OPERATIONS, "unavailable");
    long nowAnswered = meters.sum(Meter.MEMCACHED_OPERATIONS) - nowUnavailable;
    long nowDistrusted = meters.sum(Meter.ROUTES_DISTRUSTED);
    if (nowUnavailable > unavailable) {
      LOG.warn(
          "memcached: {} operations of the last minute found no server, {} did; routes were looked"
              + " up instead",
          nowUnavailable - unavailable,
          nowAnswered - answered);
    }
    if (nowDistrusted > distrusted) {
      LOG.warn(
          "memcached: {} values of the last minute could not be believed and were thrown away",
          nowDistrusted - distrusted);
    }
    unavailable = nowUnavailable;
    answered = nowAnswered;
    distrusted = nowDistrusted;
  }
}
