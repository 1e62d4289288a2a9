package org.gatepost.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MaskedTargetTest {
  @ParameterizedTest
  @CsvSource({
    "/?zauthtoken=0_abc_def, /?zauthtoken=***",
    "/home/bob?auth=qp&zjwt=a.b.c&fmt=ics, /home/bob?auth=qp&zjwt=***&fmt=ics",
    "/login?user=bob&Password=pw&x=1, /login?user=bob&Password=***&x=1",
    "/login?newPasswd=pw, /login?newPasswd=***",
    "/x?client_secret=s;y=2, /x?client_secret=***;y=2",
    "/x?authToken=a=b==&y=2, /x?authToken=***&y=2",
    "/x?token=a?token=b, /x?token=***?token=***",
    "/x?a=1#access_token=t, /x?a=1#access_token=***",
    "/x;token=t/y, /x;token=***",
    "/x?token=, /x?token=***",
  })
  void valueOfASecretArgumentIsMasked(String target, String masked) {
    assertThat(MaskedTarget.of(target)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({
    "/?%7Aauthtoken=abc, /?%7Aauthtoken=***",
    "/?PASS%57ord=abc, /?PASS%57ord=***",
    "/?%74%6F%6b%65%6e%3Dabc&y=1, /?%74%6F%6b%65%6e%3D***&y=1",
    "/?a%3Dtoken=abc, /?a%3Dtoken=***",
    "/?url=https%3A%2F%2Fx%2F%3Fzauthtoken%3Dabc%26y%3D1&z=2,"
        + " /?url=https%3A%2F%2Fx%2F%3Fzauthtoken%3D***&z=2",
    "/?to%ken=1&tok%65=2, /?to%ken=1&tok%65=2",
    "/?tok%65n=2%, /?tok%65n=***",
  })
  void percentEncodingHidesNoSecret(String target, String masked) {
    assertThat(MaskedTarget.of(target)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({
    "http://bob:pw@www.example.org/x, http://***@www.example.org/x",
    "https://bob@example.org:pw@www.example.org, https://***@www.example.org",
    "http://bob:pw@www.example.org?token=t, http://***@www.example.org?token=***",
    "bob:pw@www.example.org:443, ***@www.example.org:443",
  })
  void nameAndPasswordBeforeAHostAreMasked(String target, String masked) {
    assertThat(MaskedTarget.of(target)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "/",
        "/home/bob@example.org/token/password=x",
        "https://www.example.org/home/bob@example.org?to=eve@example.org",
        "/service/soap?x=token&tokyo=1&y=%",
        "/?token",
        "/?=",
      })
  void whatIsNoSecretStaysAsItIs(String target) {
    assertThat(MaskedTarget.of(target)).isSameAs(target);
  }

  @Test
  void longTargetIsReadInOneGo() {
    String target = "/?" + "token=%26&".repeat(6_000);
    assertThat(MaskedTarget.of(target)).isEqualTo("/?" + "token=***&".repeat(6_000));
  }
}
