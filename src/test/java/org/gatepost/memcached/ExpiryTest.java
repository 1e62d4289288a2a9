package org.gatepost.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExpiryTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0",
    "PT0.000000001S, 1",
    "PT0.999S, 1",
    "PT1S, 1",
    "PT1.999S, 1",
    "PT1H, 3600",
    "P30D, 2592000",
    "PT720H1S, 2592000",
    "P365D, 2592000",
    "PT2562047788015215H, 2592000",
    "PT-1S, 1",
  })
  void lifeIsWholeSecondsAndNeverADate(Duration life, long seconds) {
    assertThat(Expiry.seconds(life)).isEqualTo(seconds);
  }
}
