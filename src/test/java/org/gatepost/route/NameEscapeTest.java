package org.gatepost.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NameEscapeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "alice@example.org", "a b%c", "\0\n\r\u001f\u007f", "höß@exämple.org", "%"})
  void whatIsEscapedComesBack(String name) {
    assertThat(NameEscape.unescape(NameEscape.escape(name))).contains(name);
    assertThat(NameEscape.escape(name).chars()).allMatch(c -> c > ' ');
  }

  @Test
  void escapesAreThoseOfTheOriginal() {
    assertThat(NameEscape.escape("a b%c")).isEqualTo("a%20b%25c");
    assertThat(NameEscape.escape("é/+")).isEqualTo("é/+");
  }

  @Test
  void lettersCountAsDigitsInEitherCase() {
    assertThat(NameEscape.unescape("a%2fb%2Fc")).contains("a/b/c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "a%2", "%zz", "%2", "%%20", "%+1"})
  void brokenEscapeIsNone(String text) {
    assertThat(NameEscape.unescape(text)).isEmpty();
  }

  @Test
  void octetsThatAreNotUtf8AreLatin() {
    assertThat(NameEscape.unescape("h%F6")).contains("hö");
  }
}
