package org.gatepost.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class MetersTest {
  private final Meters meters = new Meters();

  @Test
  void counterIsShownWithItsLabels() {
    meters.counter(Meter.ROUTES, "memcached").add(3);
    assertThat(meters.exposition())
        .contains("# TYPE gatepost_routes_total counter")
        .contains("gatepost_routes_total{source=\"memcached\"} 3.0");
  }

  @Test
  void sameLabelsAreTheSameCounter() {
    meters.counter(Meter.ROUTES, "lookup").increment();
    meters.counter(Meter.ROUTES, "lookup").increment();
    assertThat(meters.sum(Meter.ROUTES, "lookup")).isEqualTo(2);
  }

  @Test
  void sumIsOverAllThatBearTheLabels() {
    meters.counter(Meter.MEMCACHED_OPERATIONS, "a:1", "hit").add(2);
    meters.counter(Meter.MEMCACHED_OPERATIONS, "b:1", "hit").add(3);
    meters.counter(Meter.MEMCACHED_OPERATIONS, "b:1", "miss").add(4);
    assertThat(meters.sum(Meter.MEMCACHED_OPERATIONS, "hit")).isEqualTo(5);
    assertThat(meters.sum(Meter.MEMCACHED_OPERATIONS)).isEqualTo(9);
    assertThat(meters.sum(Meter.ROUTES)).isZero();
  }

  @Test
  void stateIsAskedForWheneverItIsShown() {
    AtomicBoolean up = new AtomicBoolean(true);
    meters.state(Meter.HANDLER_UP, up::get, "http://a");
    assertThat(meters.exposition()).contains("gatepost_handler_up{handler=\"http://a\"} 1.0");
    up.set(false);
    assertThat(meters.exposition()).contains("gatepost_handler_up{handler=\"http://a\"} 0.0");
  }

  @Test
  void labelsMustBeThoseOfTheMeter() {
    assertThatIllegalArgumentException().isThrownBy(() -> meters.counter(Meter.ROUTES));
  }
}
