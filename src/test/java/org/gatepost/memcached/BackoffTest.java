package org.gatepost.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  @Test
  void pausesDoubleUpToTheLongest() {
    var backoff = new Backoff(Duration.ofSeconds(10), new SplittableRandom(1));
    for (long most : List.of(1_000, 2_000, 4_000, 8_000, 10_000, 10_000)) {
      assertThat(backoff.nextMillis()).isBetween(most / 2, most);
    }
  }

  @Test
  void longestMayBeShorterThanTheFirst() {
    var backoff = new Backoff(Duration.ofMillis(100), new SplittableRandom(1));
    assertThat(backoff.nextMillis()).isBetween(50L, 100L);
    assertThat(backoff.nextMillis()).isBetween(50L, 100L);
  }

  @Test
  void serverThatHasWorkedBeginsAnew() {
    var backoff = new Backoff(Duration.ofSeconds(10), new SplittableRandom(1));
    backoff.nextMillis();
    backoff.nextMillis();
    backoff.reset();
    assertThat(backoff.nextMillis()).isBetween(500L, 1_000L);
  }

  @Test
  void proxiesDoNotComeAtOneMoment() {
    var one = new Backoff(Duration.ofSeconds(10), new SplittableRandom(1));
    var other = new Backoff(Duration.ofSeconds(10), new SplittableRandom(2));
    assertThat(one.nextMillis()).isNotEqualTo(other.nextMillis());
  }
}
