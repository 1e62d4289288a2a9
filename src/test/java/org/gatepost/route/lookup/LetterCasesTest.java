package org.gatepost.route.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LetterCasesTest {
  @Test
  void namesAreTypedInAFewWays() {
    assertThat(LetterCases.of("aLice.smith@example.org"))
        .contains(
            "aLice.smith@example.org",
            "alice.smith@example.org",
            "Alice.smith@example.org",
            "Alice.Smith@example.org",
            "ALICE.SMITH@example.org",
            "ALICE.SMITH@EXAMPLE.ORG",
            "Alice.Smith@Example.org",
            "Alice.Smith@Example.Org")
        .hasSize(20);
    assertThat(LetterCases.of("bob")).containsExactlyInAnyOrder("bob", "Bob", "BOB");
  }

  @Test
  void lettersBeyondAsciiHaveCasesToo() {
    assertThat(LetterCases.of("\u00e9va")).contains("\u00c9va", "\u00c9VA");
  }
}
