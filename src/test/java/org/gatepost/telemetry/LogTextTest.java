package org.gatepost.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LogTextTest {
  @Test
  void harmlessTextStays() {
    assertThat(LogText.of("Jürgen O'Neil <x@例え.jp>")).isEqualTo("Jürgen O'Neil <x@例え.jp>");
    assertThat(LogText.of("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0000, \\x00",
    "0009, \\x09",
    "000A, \\x0A",
    "000D, \\x0D",
    "001B, \\x1B",
    "0022, \\x22",
    "005C, \\x5C",
    "007F, \\x7F",
    "0085, \\x85",
    "009F, \\x9F",
    "2028, \\u2028",
    "202E, \\u202E",
    "2066, \\u2066",
    "D83D, \\uD83D",
  })
  void characterThatCouldForgeALineIsEscaped(String code, String escaped) {
    String text = "a" + (char) Integer.parseInt(code, 16) + "b";
    assertThat(LogText.of(text)).isEqualTo("a" + escaped + "b");
  }

  @Test
  void textOfTheMostCharactersStaysAndALongerOneIsCut() {
    assertThat(LogText.of("x".repeat(160))).isEqualTo("x".repeat(160));
    assertThat(LogText.of("x".repeat(161))).isEqualTo("x".repeat(160) + "...");
    assertThat(LogText.of("\n".repeat(161))).isEqualTo("\\x0A".repeat(160) + "...");
  }
}
