package org.gatepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterTemplateTest {
  @ParameterizedTest
  @CsvSource({
    "alice, alice",
    "*)(uid=*, \\2a\\29\\28uid=\\2a",
    "${USER}, ${USER}",
    "${${USER}}, ${${USER}}",
    "$1, $1",
    "a\\b, a\\5cb",
    "müller, müller",
  })
  void valuesAreEscapedAndNeverReadAgain(String value, String expected) {
    assertThat(template("(uid=${USER})").fill(Map.of("USER", value)))
        .isEqualTo("(uid=" + expected + ")");
  }

  @Test
  void controlCharactersAreEscaped() {
    assertThat(template("(uid=${USER})").fill(Map.of("USER", "a\0b\r\n")))
        .isEqualTo("(uid=a\\00b\\0d\\0a)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "(uid=${USER}", "(uid=${NAME})", "(&(uid=${USER})))"})
  void otherTextIsRefused(String text) {
    assertThatThrownBy(() -> template(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static FilterTemplate template(String text) {
    return FilterTemplate.parse(text, Set.of("USER"));
  }
}
