package org.gatepost.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatepost.web.request.Tokens.jwt;
import static org.gatepost.web.request.Tokens.token;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cookies and what is in them. */
final class TokensTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # first header                        | second header       | value
          ZM_AUTH_TOKEN=t                       |                     | t
          a=b; ZM_AUTH_TOKEN=t; c=d             |                     | t
          a=b                                   | ZM_AUTH_TOKEN=t     | t
          word; ZM_AUTH_TOKEN=t                 |                     | t
          ;;; ZM_AUTH_TOKEN=t;                  |                     | t
          ZM_AUTH_TOKEN                         | ZM_AUTH_TOKEN=t     | t
          ZM_AUTH_TOKEN=; ZM_AUTH_TOKEN=t       |                     | t
          ZM_AUTH_TOKEN="";ZM_AUTH_TOKEN=t      |                     | t
          ZM_AUTH_TOKEN="t"                     |                     | t
          ZM_AUTH_TOKEN = t ; x=y               |                     | t
          X_ZM_AUTH_TOKEN=x; ZM_AUTH_TOKEN=t    |                     | t
          ZM_AUTH_TOKEN_X=x; ZM_AUTH_TOKEN=t    |                     | t
          ZM_AUTH_TOKEN=t; ZM_AUTH_TOKEN=u      |                     | t
          ZM_AUTH_TOKEN=a=b                     |                     | a=b
          x="; ZM_AUTH_TOKEN=t                  |                     | t
          ZM_AUTH_TOKEN="                       |                     | "
          zm_auth_token=t                       |                     |
          ZM_AUTH_TOKEN                         |                     |
          ZM_AUTH_TOKEN=                        |                     |
          ZM_AUTH_TOKE                          |                     |
          """)
  void cookiesAreFoundInAllHeadersAndAnyOrder(String first, String second, String value) {
    List<String> headers = second == null ? List.of(first) : List.of(first, second);

    assertThat(Cookies.value(headers, "ZM_AUTH_TOKEN")).isEqualTo(value);
  }

  @Test
  void noCookiesAreNoValue() {
    assertThat(Cookies.value(List.of(), "ZM_AUTH_TOKEN")).isNull();
    assertThat(Cookies.value(List.of(""), "ZM_AUTH_TOKEN")).isNull();
  }

  @Test
  void theTokenOfTheSpecificationIsRead() {
    String token =
        "0_138a3c63c219f50644998a2ed5f68d95e4851df1_69643d33363a63633030636538352d386330622d"
            + "343965622d386530382d6138616162343363653833363b6578703d31333a31383933343536303030"
            + "3030303b76763d313a323b747970653d363a7a696d6272613b753d313a613b7469643d353a313233"
            + "34353b76657273696f6e3d31343a31302e312e305f47415f343635353b637372663d313a313b";

    assertThat(ZimbraToken.parse(token))
        .contains(
            new ZimbraToken("cc00ce85-8c0b-49eb-8e08-a8aab43ce836", Optional.of("10.1.0_GA_4655")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id=3:abc;",
        "u=1:a;id=3:abc;",
        "email=11:;id=3:xyz;;;id=3:abc;",
        "id=3:abc;id=3:xyz;",
        "id=3:abc;version=0:;",
        "id=3:abc;version=3:1 0;",
        "id=0003:abc;"
      })
  void theLengthOfAValueDecidesWhereItEnds(String fields) {
    assertThat(ZimbraToken.parse(token(fields))).contains(new ZimbraToken("abc", Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "id=3:abc",
        "id=4:abc;",
        "id=2:abc;",
        "id=:abc;",
        "id=-3:abc;",
        "id=+3:abc;",
        "id=99999999999:abc;",
        "id=2147483647:abc;",
        "id3:abc;",
        "id=3abc;",
        "id=0:;",
        "id=3:a c;",
        "id=3:a\nc;",
        "u=1:a;",
        "ID=3:abc;",
        "id=3:abc;u",
        "id=3:abc;=",
        "id=3:abc;u=1:",
        ":=id=3:abc;"
      })
  void tokensThatNameNobodyCountForNothing(String fields) {
    assertThat(ZimbraToken.parse(token(fields))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "_",
        "__",
        "0__",
        "0_ab",
        "_ab_69643d333a6162633b",
        "x_ab_69643d333a6162633b",
        "0_ab_69643d333a6162633",
        "0_ab_69643d333a6162633g",
        "0_ab_\uff16\uff19643d333a6162633b",
        "0_ab_69643d333a6162633b_"
      })
  void whatIsNoTokenCountsForNothing(String text) {
    assertThat(ZimbraToken.parse(text)).isEmpty();
  }

  @Test
  void identitiesOfTokensAreShort() {
    assertThat(ZimbraToken.parse(token("id=128:" + "a".repeat(128) + ";"))).isPresent();
    assertThat(ZimbraToken.parse(token("id=129:" + "a".repeat(129) + ";"))).isEmpty();
    assertThat(ZimbraToken.parse(token("id=3:abc;x=4000:" + "a".repeat(4000) + ";"))).isPresent();
    assertThat(ZimbraToken.parse(token("id=3:abc;x=5000:" + "a".repeat(5000) + ";"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sub\":\"abc\"}",
        "{\"exp\":1,\"sub\":\"abc\",\"x\":2}",
        "{\"x\":{\"sub\":\"no\"},\"y\":[{\"sub\":\"no\"}],\"sub\":\"abc\"}",
        " { \"sub\" : \"\\u0061bc\" } "
      })
  void webTokensNameTheirSubject(String claims) {
    assertThat(WebToken.subject(jwt(claims))).contains("abc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[\"sub\",\"abc\"]",
        "\"sub\"",
        "{\"sub\":1}",
        "{\"sub\":null}",
        "{\"sub\":{\"sub\":\"abc\"}}",
        "{\"sub\":\"\"}",
        "{\"sub\":\"a c\"}",
        "{\"sub\":\"a\\nc\"}",
        "{\"sub\":\"abc",
        "{\"x\":{\"sub\":\"abc\"}",
        "{sub:\"abc\"}",
        "{\"SUB\":\"abc\"}"
      })
  void webTokensWithoutSubjectCountForNothing(String claims) {
    assertThat(WebToken.subject(jwt(claims))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b", "a.!!.c", "a.e30=.c", "a.e30.c.d"})
  void whatIsNoWebTokenCountsForNothing(String text) {
    assertThat(WebToken.subject(text)).isEmpty();
  }

  @Test
  void deepOrLongClaimsAreNoTrouble() {
    assertThat(WebToken.subject(jwt("{\"x\":" + "[".repeat(4000)))).isEmpty();
    assertThat(WebToken.subject(jwt("{\"sub\":\"" + "a".repeat(9000) + "\"}"))).isEmpty();
  }
}
