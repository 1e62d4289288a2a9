package org.gatepost.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTargetTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # as received                    | path                | query | as it goes upstream
          /                                | /                   | ''    | /
          /zimbra/                         | /zimbra/            | ''    | /zimbra/
          /home/bob/cal?fmt=ics            | /home/bob/cal       | fmt=ics | /home/bob/cal?fmt=ics
          /a?                              | /a                  | ''    | /a?
          /a?b=/../?c                      | /a                  | b=/../?c | /a?b=/../?c
          /home/bob%40example.org/         | /home/bob@example.org/ | '' | /home/bob%40example.org/
          /%68ome/x                        | /home/x             | ''    | /%68ome/x
          /home/J%C3%BCrgen/               | /home/Jürgen/       | ''    | /home/J%C3%BCrgen/
          /home/J%FCrgen/                  | /home/J\uFFFDrgen/  | ''    | /home/J%FCrgen/
          /a%2541                          | /a%41               | ''    | /a%2541
          //service///soap                 | /service/soap       | ''    | //service///soap
          /a/./b/.                         | /a/b/               | ''    | /a/./b/.
          /a/b/../c                        | /a/c                | ''    | /a/b/../c
          /a/b/..                          | /a/                 | ''    | /a/b/..
          /a/../b                          | /b                  | ''    | /a/../b
          /a/%2e%2E/b                      | /b                  | ''    | /a/%2e%2E/b
          /a%2F..%2Fb                      | /b                  | ''    | /a%2F..%2Fb
          /.well-known/caldav              | /.well-known/caldav | ''    | /.well-known/caldav
          /a/...                           | /a/...              | ''    | /a/...
          /a/..b/.c                        | /a/..b/.c           | ''    | /a/..b/.c
          http://mail.example.com/a?b      | /a                  | b     | /a?b
          HTTPS://mail.example.com:8443    | /                   | ''    | /
          http://mail.example.com?b        | /                   | b     | /?b
          *                                | *                   | ''    | *
          """)
  void targetsHaveOneNormalForm(String received, String path, String query, String upstream)
      throws Exception {
    RequestTarget target = RequestTarget.parse(received);

    assertThat(target.path()).isEqualTo(path.replace("\\uFFFD", "\uFFFD"));
    assertThat(target.query()).isEqualTo(query);
    assertThat(target.raw()).isEqualTo(upstream);
  }

  @ParameterizedTest
  @CsvSource({
    "http://mail.example.com/a, mail.example.com",
    "http://mail.example.com:8080, mail.example.com:8080",
    "https://[::1]:8443/?q, [::1]:8443",
  })
  void absoluteTargetsNameTheirHost(String received, String authority) throws Exception {
    assertThat(RequestTarget.parse(received).authority()).isEqualTo(authority);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "zimbra/",
        "mail.example.com:443",
        "ftp://mail.example.com/",
        "http://",
        "http:///a",
        "http://?a",
        "http://bob@mail.example.com/",
        "**",
        "/a#b",
        "/a?b#c",
        "/a b",
        "/a\tb",
        "/a\r\nX: y",
        "/a?b\nc",
        "/a\0",
        "/a\u007f",
        "/J\u00fcrgen",
        "/a?\u20ac",
        "/a\\..\\b",
        "/a%",
        "/a%4",
        "/a%zz",
        "/a%\uff11\uff11",
        "/%00",
        "/a%0Ab",
        "/a%0d",
        "/a%09",
        "/a%1f",
        "/a%7F",
        "/..",
        "/../a",
        "/a/../../b",
        "/%2e%2e/a",
        "/..%2fa",
        "/a//../../b",
        "http://mail.example.com/../a"
      })
  void hostileTargetsAreRefused(String text) {
    assertThatThrownBy(() -> RequestTarget.parse(text))
        .isInstanceOf(BadRequestException.class)
        .hasMessageEndingWith(".");
  }

  @Test
  void whatBrowsersLeaveInQueriesIsNobodysBusiness() throws Exception {
    RequestTarget target = RequestTarget.parse("/zimbra/?body=a%0D%0Ab&share=100%&x={\"a\":1}");

    assertThat(target.argument("body")).contains("a\r\nb");
    assertThat(target.argument("share")).contains("100%");
  }

  @ParameterizedTest
  @CsvSource({
    "/a?User=bob&DeviceId=1, bob",
    "/a?DeviceId=1&User=bob, bob",
    "/a?User=DOM%5Cbob, DOM\\bob",
    "/a?User=bob%40example.org, bob@example.org",
    "/a?User=Bob+Jones, Bob Jones",
    "/a?%55ser=bob, bob",
    "/a?User=first&User=second, first",
    "/a?User=a=b, a=b",
    "/a?&&User=bob&, bob",
    "/a?User, ''",
    "/a?User=, ''",
    "/a?User=%, %",
    "/a?User=%4&x=1, %4",
  })
  void argumentsAreFoundWhereverTheyStand(String target, String value) throws Exception {
    assertThat(RequestTarget.parse(target).argument("User")).contains(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a", "/a?", "/a?user=bob", "/a?UserName=bob", "/a?x=User", "/User=bob", "/a?Use"})
  void otherArgumentsAreNotTakenForIt(String target) throws Exception {
    assertThat(RequestTarget.parse(target).argument("User")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b?x=/../, true",
    "/a%20b/.well, false",
    "/a%20b/c.d, true",
    "/a//b, false",
    "/a/../b, false",
    "/a%2Fb, false",
    "/a/%2e%2e/b, false",
    "/a%5Cb, false",
  })
  void plainPathsAreReadAlikeByAll(String target, boolean plain) throws Exception {
    assertThat(RequestTarget.parse(target).isPlain()).isEqualTo(plain);
  }
}
