package org.gatepost.web.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.gatepost.web.response.AddedHeaders.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddedHeadersTest {
  @Test
  void nameAndValueAreApartByAColon() {
    assertThat(
            AddedHeaders.parse(
                List.of(
                    "X-Frame-Options: SAMEORIGIN",
                    "Strict-Transport-Security: \"max-age=31536000; includeSubDomains\"",
                    "Content-Security-Policy:   default-src https://a.example.org:8443 'self' ",
                    "X-Quote: say \"hi\"",
                    "X-Near:1")))
        .containsExactly(
            new Header("X-Frame-Options", "SAMEORIGIN"),
            new Header("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
            new Header("Content-Security-Policy", "default-src https://a.example.org:8443 'self'"),
            new Header("X-Quote", "say \"hi\""),
            new Header("X-Near", "1"));
    assertThat(AddedHeaders.parse(List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X-Frame-Options", ": value", "X Frame: a", "X-Främé: a", "X(y): a"})
  void whatHasNoHeaderNameIsRefused(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddedHeaders.parse(List.of("X-Good: 1", value)))
        .withMessageStartingWith("zimbraReverseProxyResponseHeaders has the value \"")
        .withMessageEndingWith("\"; allowed: a header name, a colon, a blank and a value.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "content-length",
        "Transfer-Encoding",
        "SET-COOKIE",
        "Upgrade",
        "Trailer",
        "Keep-Alive",
        "Content-Type",
        "Location"
      })
  void headerThatFramesMessagesOrSetsCookiesIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddedHeaders.parse(List.of(name + ": 1")))
        .withMessage(
            "zimbraReverseProxyResponseHeaders has the value \"%s: 1\"; allowed: headers that neither frame a message nor set cookies."
                .formatted(name));
  }

  @ParameterizedTest
  @CsvSource({
    "'X-A: 1\r\nSet-Cookie: a=b', X-A: 1??Set-Cookie: a=b",
    "'X-A: a\u0000b', X-A: a?b",
    "X-A: caf\u00e9, X-A: caf?",
    "'X-A: ', 'X-A: '",
    "'X-A: \"\"', 'X-A: ??'",
  })
  void valueThatWouldNotBeOneIsRefused(String value, String shown) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddedHeaders.parse(List.of(value)))
        .withMessage(
            "zimbraReverseProxyResponseHeaders has the value \"%s\"; allowed: a value of printable ASCII characters."
                .formatted(shown));
  }

  @Test
  void whatIsShownOfAValueIsCut() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddedHeaders.parse(List.of("x".repeat(10_000))))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250).contains("xxx...\""));
  }
}
