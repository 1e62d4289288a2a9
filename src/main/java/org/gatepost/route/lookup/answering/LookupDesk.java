package org.gatepost.route.lookup.answering;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.gatepost.telemetry.Meter;
import org.gatepost.telemetry.Meters;

/**
 * What all connections of the handler share.
 *
 * @param idleLimit how long a connection may be without a whole request
 * @param retiring whether others answer in our place, to whom kept connections cannot lead
 */
record LookupDesk(
    LookupAnswers answers,
    Callers callers,
    Duration idleLimit,
    AtomicBoolean retiring,
    LongAdder ok,
    LongAdder failed,
    LongAdder refused,
    LongAdder malformed) {
  LookupDesk(LookupAnswers answers, Callers callers, Duration idleLimit, Meters meters) {
    this(
        answers,
        callers,
        idleLimit,
        new AtomicBoolean(),
        meters.counter(Meter.HANDLER_ANSWERS, "ok"),
        meters.counter(Meter.HANDLER_ANSWERS, "failed"),
        meters.counter(Meter.HANDLER_ANSWERS, "refused-caller"),
        meters.counter(Meter.HANDLER_ANSWERS, "malformed"));
  }
}
