package org.gatepost.route.lookup.asking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.settings.EffectiveSettings;
import org.junit.jupiter.api.Test;

/** The terms that follow from the settings. */
final class HandlerTermsTest {
  @Test
  void defaultsAreThoseOfTheOriginalWithConnectionsKept() throws Exception {
    assertThat(terms(Map.of()))
        .isEqualTo(
            new HandlerTerms(
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                16_384,
                true,
                Optional.empty(),
                HandlerTerms.USUAL_PROXY_PASSWORD));
  }

  @Test
  void connectionsAreClosedIfTheOriginalsWayIsWanted() throws Exception {
    assertThat(terms(Map.of("gatepostCompat", List.of("lookup-close"))).keepAlive()).isFalse();
  }

  @Test
  void answersOfTheOriginalsSizeAreAlwaysTaken() throws Exception {
    assertThat(terms(Map.of("gatepostMaxLookupAnswerSize", List.of("0"))).maxHeadOctets())
        .isEqualTo(1024);
  }

  private static HandlerTerms terms(Map<String, List<String>> attributes) throws Exception {
    return HandlerTerms.of(
        EffectiveSettings.resolve(attributes, Map.of(), Map.of()),
        Optional.empty(),
        Optional.empty());
  }
}
