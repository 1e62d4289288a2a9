package org.gatepost.prov;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What to say about a value that is right and may not mean what its writer thinks: units that
 * guides have got wrong. The value is taken all the same.
 */
final class Advice {
  private static final long OFTEN_MEANT = 60;

  private static final Map<String, Function<String, Optional<String>>> ABOUT =
      Map.of("zimbraMailProxyReconnectTimeout", Advice::aboutSeconds);

  private Advice() {}

  static Optional<String> about(String attribute, List<String> values) {
    var advice = ABOUT.get(attribute);
    return advice == null ? Optional.empty() : values.stream().findFirst().flatMap(advice);
  }

  // Some guides call it milliseconds (spec http 6.6, D-7).
  private static Optional<String> aboutSeconds(String value) {
    if (!value.matches("\\d{1,9}") || Long.parseLong(value) < OFTEN_MEANT) {
      return Optional.empty();
    }
    return Optional.of(
        "zimbraMailProxyReconnectTimeout counts seconds, not milliseconds as some guides say: %s is %s."
            .formatted(value, inWords(Duration.ofSeconds(Long.parseLong(value)))));
  }

  private static String inWords(Duration time) {
    var words = new StringBuilder();
    append(words, time.toHours(), "h");
    append(words, time.toMinutesPart(), "min");
    append(words, time.toSecondsPart(), "s");
    return words.toString().strip();
  }

  private static void append(StringBuilder words, long number, String unit) {
    if (number > 0) {
      words.append(number).append(' ').append(unit).append(' ');
    }
  }
}
