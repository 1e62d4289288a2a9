package org.gatepost.mail.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientIdTest {
  @Test
  void ordinaryValuesStay() {
    ClientId id = new ClientId("Thunder bird/x-y_z;[1]", "1.0~rc+2");
    assertThat(id.name()).isEqualTo("Thunder bird/x-y_z;[1]");
    assertThat(id.version()).isEqualTo("1.0~rc+2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\rb",
        "a\nb",
        "a\0b",
        "a\tb",
        "a\u007f",
        "\u0080",
        "é",
        "€",
        "\"",
        "\\",
        "(",
        ")",
        "{",
        "}",
        ",",
        "x\"\r\na LOGIN b c",
      })
  void valueThatCouldEndItsStringIsDroppedAsAWhole(String value) {
    assertThat(new ClientId(value, "1")).isEqualTo(new ClientId("", "1"));
    assertThat(new ClientId("x", value)).isEqualTo(new ClientId("x", ""));
  }

  @Test
  void longestValueStaysAndALongerOneIsDropped() {
    assertThat(new ClientId("x".repeat(128), "").name()).hasSize(128);
    assertThat(new ClientId("x".repeat(129), "").name()).isEmpty();
  }
}
