package org.gatepost.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatepost.settings.WebMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of spec http 1.1, without their defects. */
final class ModeRulesTest {
  private static final String US = "mail.example.com";
  private static final String LOGGED_IN = "Cookie: a=b; ZM_AUTH_TOKEN=t";
  private static final String STRANGER = "Cookie: ZM_AUTH_TOKEN=; zm_auth=t";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # mode   | TLS   | target              | sent to
          HTTP     | false | /a?b                |
          HTTPS    | true  | /a?b                |
          BOTH     | false | /a?b                |
          BOTH     | true  | /a?b                |
          REDIRECT | true  | /a?b                |
          REDIRECT | false | /                   | https://mail.example.com/
          REDIRECT | false | /a?b                | https://mail.example.com/a?b
          REDIRECT | false | /service/soap       | https://mail.example.com/service/soap
          REDIRECT | false | /nginx_status       | https://mail.example.com/nginx_status
          REDIRECT | false | /a%20b//c/../d?%0A  | https://mail.example.com/a%20b//c/../d?%0A
          REDIRECT | false | //evil.example/     | https://mail.example.com//evil.example/
          REDIRECT | false | http://evil.example/a | https://mail.example.com/a
          REDIRECT | false | *                   | https://mail.example.com/
          MIXED    | false | /a                  |
          MIXED    | false | /a?b                |
          MIXED    | false | /?loginOp=logout    | https://mail.example.com/?loginOp=logout&zminitmode=http
          MIXED    | false | /?a=b&loginOp=logout | https://mail.example.com/?a=b&loginOp=logout&zminitmode=http
          MIXED    | false | /?loginOp=logouts   |
          MIXED    | false | /h/changepass       | https://mail.example.com/h/changepass
          MIXED    | false | /h/ChangePass?a     | https://mail.example.com/h/ChangePass?a
          MIXED    | false | /h/changepass/x     |
          MIXED    | true  | /a                  |
          MIXED    | true  | /?zminitmode=http   | http://mail.example.com/
          MIXED    | true  | /?zminitmode=http&c=d | http://mail.example.com/?c=d
          MIXED    | true  | /?a=b&zminitmode=http | http://mail.example.com/?a=b
          MIXED    | true  | /x?a&zminitmode=http&c=%20d | http://mail.example.com/x?a&c=%20d
          MIXED    | true  | /?zminitmode=https  |
          MIXED    | true  | /?xzminitmode=http  |
          MIXED    | true  | /?a=b&zinitmode=http |
          MIXED    | true  | /changepass?zminitmode=http |
          """)
  void browsersWithTokenAreSentWhereTheModeWantsThem(
      WebMode mode, boolean tls, String target, String location) throws Exception {
    assertThat(
            new ModeRules(mode, tls, 80, 443)
                .redirect(Heads.get(target, LOGGED_IN), US)
                .orElse(null))
        .isEqualTo(location);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # TLS | target              | sent to
          false | /                   | https://mail.example.com/?zminitmode=http
          false | /?                  | https://mail.example.com/?zminitmode=http
          false | /?a=b               | https://mail.example.com/?a=b&zminitmode=http
          false | /?zminitmode=http   | https://mail.example.com/?zminitmode=http
          false | /?loginOp=logout    | https://mail.example.com/?loginOp=logout&zminitmode=http
          false | /changepass         | https://mail.example.com/changepass?zminitmode=http
          true  | /?zminitmode=http   |
          true  | /                   |
          """)
  void inMixedModeStrangersLogInWithTls(boolean tls, String target, String location)
      throws Exception {
    assertThat(
            new ModeRules(WebMode.MIXED, tls, 80, 443)
                .redirect(Heads.get(target, STRANGER), US)
                .orElse(null))
        .isEqualTo(location);
  }

  @Test
  void unusualPortsAreNamed() throws Exception {
    assertThat(new ModeRules(WebMode.REDIRECT, false, 8080, 8443).redirect(Heads.get("/a"), US))
        .contains("https://mail.example.com:8443/a");
    assertThat(
            new ModeRules(WebMode.MIXED, true, 8080, 8443)
                .redirect(Heads.get("/a?zminitmode=http", LOGGED_IN), US))
        .contains("http://mail.example.com:8080/a");
  }

  @Test
  void addressesGetTheirBrackets() throws Exception {
    ModeRules rules = new ModeRules(WebMode.REDIRECT, false, 80, 443);

    assertThat(rules.redirect(Heads.get("/"), "2001:db8::1")).contains("https://[2001:db8::1]/");
    assertThat(rules.redirect(Heads.get("/"), "[2001:db8::1]")).contains("https://[2001:db8::1]/");
  }
}
