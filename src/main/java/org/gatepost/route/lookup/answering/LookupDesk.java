package org.gatepost.route.lookup.answering;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.gatepost.telemetry.Meter;
import org.gatepost.telemetry.Meters;

/**
 * What all connections of the handler share.
 *
 * @param idleLimit how long a connection may be without a whole request
 */
record LookupDesk(
    LookupAnswers answers,
    Callers callers,
    Duration idleLimit,
    LongAdder ok,
    LongAdder failed,
    LongAdder refused,
    LongAdder malformed) {
  LookupDesk(LookupAnswers answers, Callers callers, Duration idleLimit, Meters meters) {
    this(
        answers,
        callers,
        idleLimit,
        meters.counter(Meter.HANDLER_ANSWERS, "ok"),
        meters.counter(Meter.HANDLER_ANSWERS, "failed"),
        meters.counter(Meter.HANDLER_ANSWERS, "refused-caller"),
        meters.counter(Meter.HANDLER_ANSWERS, "malformed"));
  }
}
