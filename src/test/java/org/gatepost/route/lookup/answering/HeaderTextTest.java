package org.gatepost.route.lookup.answering;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gatepost.route.RouteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a@b.c      | a@b.c
          a%20b%25c  | a b%c
          a%2Fb%2fc  | a/b/c
          %4a%4A%7e  | JJ~
          %2520      | %20
          %25        | %
          """)
  void escapesAreUndoneOnce(String sent, String meant) throws Exception {
    assertThat(HeaderText.unescaped("Auth-User", sent)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%2",
        "a%",
        "a%4",
        "%G0",
        "%0G",
        "%-1",
        "%+1",
        "% 1",
        "%%41",
        "%\u0661\u0661"
      })
  void badEscapesAreRefused(String sent) {
    assertThatThrownBy(() -> HeaderText.unescaped("Auth-User", sent))
        .isInstanceOf(RouteException.class)
        .hasMessage("bad escape in header field Auth-User");
  }

  @Test
  void octetsAreUtf8IfTheyCanBe() throws Exception {
    String raw = new String("j\u00FCrgen@\u20AC".getBytes(UTF_8), ISO_8859_1);

    assertThat(HeaderText.unescaped("Auth-User", raw)).isEqualTo("j\u00FCrgen@\u20AC");
    assertThat(HeaderText.unescaped("Auth-User", "j%C3%BCrgen")).isEqualTo("j\u00FCrgen");
    assertThat(HeaderText.unescaped("Auth-User", "j\u00FCrgen")).isEqualTo("j\u00FCrgen");
    assertThat(HeaderText.unescaped("Auth-User", "j%FCrgen")).isEqualTo("j\u00FCrgen");
  }

  @Test
  void namesAreEscapedOnce() {
    assertThat(text(HeaderText.escaped("a b%c\r\n\u0000?\u00FC")))
        .isEqualTo("a%20b%25c%0D%0A%00?\u00FC");
    assertThat(text(HeaderText.escaped("\uD800"))).isEqualTo("?");
  }

  @Test
  void everyOctetComesBackAsItWas() throws Exception {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 0x250; c++) {
      all.append(c);
    }

    String wire = new String(HeaderText.escaped(all.toString()), ISO_8859_1);

    assertThat(wire.chars()).noneMatch(c -> c <= ' ');
    assertThat(HeaderText.unescaped("Auth-User", wire)).isEqualTo(all.toString());
  }

  @Test
  void sentencesHoldNoControlCharacters() {
    assertThat(text(HeaderText.sentence("user not found:a\r\nAuth-Status: OK\u0085\u007F b", 100)))
        .isEqualTo("user not found:a%0D%0AAuth-Status: OK%85%7F b");
  }

  @Test
  void longSentencesAreCutBetweenCharacters() {
    assertThat(text(HeaderText.sentence("abcdef", 6))).isEqualTo("abcdef");
    assertThat(text(HeaderText.sentence("abcdefg", 6))).isEqualTo("abc...");
    assertThat(text(HeaderText.sentence("\u20AC".repeat(10), 10))).isEqualTo("\u20AC\u20AC...");
    assertThat(text(HeaderText.sentence("\uD83D\uDE00".repeat(3), 9))).isEqualTo("\uD83D\uDE00...");
    assertThat(HeaderText.sentence("\n".repeat(100_000), 900)).hasSizeLessThanOrEqualTo(900);
  }

  private static String text(byte[] octets) {
    return new String(octets, UTF_8);
  }
}
