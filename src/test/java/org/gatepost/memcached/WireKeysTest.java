package org.gatepost.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WireKeysTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a\tb",
        "a\rb",
        "a\nb",
        "a\u0000b",
        "a\u000bb",
        "a\u001fb",
        "a\u007fb",
        "\r\n",
        "route:proto=imap;user=x\r\nset route:proto=imap;user=y 0 0 9\r\n10.0.0.9:1\r\n",
        "x\r\nflush_all",
        "x 0 0 5\r\n",
      })
  void clearKeyThatCouldEndTheWordIsNotSent(String logicalKey) {
    assertThat(new WireKeys(false).of(logicalKey.getBytes(UTF_8))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "x\r\nflush_all\r\n",
        "\u0000",
        "route:proto=imap;user=\u00e4\u00f6@example.org"
      })
  void hashedKeysAreAlwaysWordsOfHexDigits(String logicalKey) {
    assertThat(new WireKeys(true).of(logicalKey.getBytes(UTF_8)))
        .asString(UTF_8)
        .matches("[0-9a-f]{64}");
  }

  @Test
  void clearKeysGoAsTheyAre() {
    byte[] key = "route:proto=imap;user=\u00e4%20@example.org".getBytes(UTF_8);
    assertThat(new WireKeys(false).of(key)).isEqualTo(key);
  }

  @Test
  void clearKeyOf250OctetsIsTheLongest() {
    assertThat(new WireKeys(false).of("k".repeat(250).getBytes(UTF_8))).hasSize(250);
    assertThat(new WireKeys(false).of("k".repeat(251).getBytes(UTF_8))).isNull();
    assertThat(new WireKeys(false).of("\u00e4".repeat(126).getBytes(UTF_8))).isNull();
  }
}
