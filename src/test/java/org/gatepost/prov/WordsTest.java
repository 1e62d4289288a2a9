package org.gatepost.prov;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WordsTest {
  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of("gs proxy", List.of("gs", "proxy")),
        Arguments.of("  gs \t proxy  ", List.of("gs", "proxy")),
        Arguments.of("", List.of()),
        Arguments.of("   ", List.of()),
        Arguments.of(
            "ma x displayName 'Alice Liddell'", List.of("ma", "x", "displayName", "Alice Liddell")),
        Arguments.of("a \"b c\"", List.of("a", "b c")),
        Arguments.of("a ''", List.of("a", "")),
        Arguments.of("a \"\" b", List.of("a", "", "b")),
        Arguments.of("a 'it is \"so\"'", List.of("a", "it is \"so\"")),
        Arguments.of("a b'c d'e", List.of("a", "bc de")),
        Arguments.of("a \\n\\t\\r\\\\\\'\\\"", List.of("a", "\n\t\r\\'\"")),
        Arguments.of("a 'one\\ntwo'", List.of("a", "one\ntwo")),
        Arguments.of("a O\\'Brien", List.of("a", "O'Brien")),
        Arguments.of("a one\\ two", List.of("a", "one two")),
        Arguments.of("# gs proxy", List.of("#", "gs", "proxy")),
        Arguments.of(
            "md x zimbraNotes 'j\u00fcrgen'", List.of("md", "x", "zimbraNotes", "j\u00fcrgen")));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void wordsAreDividedByBlanksAndGroupedByQuotes(String line, List<String> words) throws Exception {
    assertThat(Words.of(line)).isEqualTo(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ma x displayName O'Brien", "a \"b", "a 'b\\'"})
  void quoteThatNothingClosesIsRefused(String line) {
    assertThatThrownBy(() -> Words.of(line))
        .isInstanceOf(ServiceError.class)
        .hasMessageContaining("is not closed");
  }

  @Test
  void lineEndingInABackslashGoesOn() {
    assertThat(Words.goesOn("gs \\")).isTrue();
    assertThat(Words.goesOn("gs \\\\")).isFalse();
    assertThat(Words.goesOn("gs \\\\\\")).isTrue();
    assertThat(Words.goesOn("gs")).isFalse();
    assertThat(Words.goesOn("")).isFalse();
  }

  @Test
  void unfinishedLineTellsWhereItsLastWordBegins() {
    var typed = Words.read("gs -e pro");

    assertThat(typed.inWord()).isTrue();
    assertThat(typed.lastAt()).isEqualTo(6);
    assertThat(Words.read("gs -e ").inWord()).isFalse();
  }
}
