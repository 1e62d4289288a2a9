package org.gatepost.memcached;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.gatepost.telemetry.Meter;
import org.gatepost.telemetry.Meters;

/** Counts how the operations on one server end. Safe for use by many threads. */
final class Tally {
  /** How an operation ends. */
  enum Result {
    HIT,
    MISS,
    STORED,
    /** The server, or we before it, will not do this. */
    REFUSED,
    /** Nobody has answered. */
    UNAVAILABLE
  }

  private final Map<Result, LongAdder> counters = new EnumMap<>(Result.class);

  Tally(Meters meters, String server) {
    for (Result result : Result.values()) {
      counters.put(
          result,
          meters.counter(
              Meter.MEMCACHED_OPERATIONS, server, result.name().toLowerCase(Locale.ROOT)));
    }
  }

  void count(Result result) {
    Objects.requireNonNull(counters.get(result)).increment();
  }
}
