package org.gatepost.web.response;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecureCookiesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=b",
        "a=b; Path=/; HttpOnly",
        "secure=1; Path=/",
        "a=secure",
        "Secure",
        "a=b; Path=/secure",
        "a=b; SecureX",
        "a=b; Domain=secure; Path=; Secure-ish=Secure",
        "",
      })
  void cookieWithoutTheAttributeGetsIt(String cookie) {
    assertThat(SecureCookies.secured(cookie)).isEqualTo(cookie + "; Secure");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=b; Secure",
        "a=b;secure",
        "a=b; SECURE ; HttpOnly",
        "a=b; Path=/;\tsEcUrE",
        "a=b; Secure=yes; Path=/",
      })
  void cookieWithTheAttributeStaysAsItIs(String cookie) {
    assertThat(SecureCookies.secured(cookie)).isSameAs(cookie);
  }
}
