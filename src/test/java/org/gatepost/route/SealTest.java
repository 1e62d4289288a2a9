package org.gatepost.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealTest {
  private static final String KEY = "signed:route:proto=imap;user=alice@example.org";
  private static final Duration HOUR = Duration.ofHours(1);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T08:00:00Z"));
  private final Seal seal = signed("0123456789abcdef0123456789abcdef");

  private Seal signed(String key) {
    InstantSource clock = now::get;
    return new Seal.Signed(key.getBytes(StandardCharsets.US_ASCII), clock);
  }

  @Test
  void whatIsSealedCanBeOpened() {
    String sealed = seal.seal(KEY, "10.0.0.2:7143", HOUR);
    assertThat(seal.open(KEY, sealed)).contains("10.0.0.2:7143");
  }

  @Test
  void sealHoldsForItsKeyAlone() {
    String sealed = seal.seal(KEY, "10.0.0.2:7143", HOUR);
    assertThat(seal.open(KEY + "x", sealed)).isEmpty();
  }

  @Test
  void sealOfAnotherKeyFileIsNone() {
    String sealed = signed("another key, another key, anothe").seal(KEY, "10.0.0.2:7143", HOUR);
    assertThat(seal.open(KEY, sealed)).isEmpty();
  }

  @Test
  void sealCannotBePlayedAgainAfterItsLife() {
    String sealed = seal.seal(KEY, "10.0.0.2:7143", HOUR);
    now.set(now.get().plus(HOUR));
    assertThat(seal.open(KEY, sealed)).isPresent();
    now.set(now.get().plusSeconds(1));
    assertThat(seal.open(KEY, sealed)).isEmpty();
  }

  @Test
  void lifeWithoutEndHasNone() {
    String sealed = seal.seal(KEY, "10.0.0.2:7143", Duration.ZERO);
    now.set(now.get().plus(Duration.ofDays(10_000)));
    assertThat(seal.open(KEY, sealed)).contains("10.0.0.2:7143");
  }

  @Test
  void nothingOfASealedValueCanBeChanged() {
    String sealed = seal.seal(KEY, "10.0.0.2:7143", HOUR);
    for (int i = 0; i < sealed.length(); i++) {
      char other = sealed.charAt(i) == '1' ? '2' : '1';
      String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
      assertThat(seal.open(KEY, changed)).as(changed).isEmpty();
      assertThat(seal.open(KEY, sealed.substring(0, i))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "  ", "10.0.0.2:7143", "a b", "a b c", "a 1 zz", "a x 00"})
  void whatIsNotSealedIsNotOpened(String value) {
    assertThat(seal.open(KEY, value)).isEmpty();
  }

  @Test
  void keyDoesNotShowItself() {
    assertThat(seal.toString()).isEqualTo("Signed");
  }
}
