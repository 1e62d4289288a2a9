package org.gatepost.route.lookup.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.gatepost.route.GrantedLogin;
import org.gatepost.route.NameEscape;
import org.gatepost.route.Route;
import org.gatepost.route.Route.Keeping;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.lookup.asking.HandlerAnswer.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer means: spec mail 1.5, 2.8, 2.10. */
final class HandlerReplyTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.5, 192.0.2.5, 192.0.2.5",
    "2001:db8::5, 2001:db8::5, 2001:db8:0:0:0:0:0:5",
    "[2001:db8::5], 2001:db8::5, 2001:db8:0:0:0:0:0:5",
    "mail_1.example.com, mail_1.example.com,",
  })
  void serverIsAnAddressOrAName(String value, String host, String address) throws Exception {
    var route = read("Auth-Server: " + value, "Auth-Port: 143");
    assertThat(route.host()).isEqualTo(host);
    assertThat(route.port()).isEqualTo(143);
    assertThat(route.addresses())
        .isEqualTo(address == null ? List.of() : List.of(new InetSocketAddress(address, 143)));
  }

  @ParameterizedTest
  @CsvSource({
    "alice@example.org, alice@example.org",
    "a%20b%25c@d, a b%c@d",
    "a%2520b, a%20b",
    "50%, 50%",
    "%zz%4, %zz%4",
    "Ã¼, ü",
    "%C3%BC, ü",
    "%FC, ü",
    "a?b%40c, a?b@c",
  })
  void accountIsUnescapedOnceAndReadAsUtf8OrLatin1(String value, String account) throws Exception {
    assertThat(read("Auth-Server: a", "Auth-Port: 1", "Auth-User: " + value).account())
        .isEqualTo(account);
  }

  @Test
  void loginIsAnAccountAndAToken() throws Exception {
    var login = login("Auth-Server: 127.0.0.1", "Auth-User: a%20b@c.d", "Auth-Pass: 0_ab_cd");
    assertThat(login.account()).isEqualTo("a b@c.d");
    assertThat(new String(login.token().octets(), StandardCharsets.US_ASCII)).isEqualTo("0_ab_cd");
    assertThat(login.toString()).doesNotContain("0_ab_cd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Auth-User: a@b",
        "Auth-User: a@b|Auth-Pass: ",
        "Auth-User: a@b|Auth-Pass: 0_ab; Domain=example.org",
        "Auth-User: a@b|Auth-Pass: 0 ab",
        "Auth-User: a@b|Auth-Pass: 0\"ab",
        "Auth-User: a@b|Auth-Pass: 0,ab",
        "Auth-Pass: 0_ab",
        "Auth-User: |Auth-Pass: 0_ab"
      })
  void whatIsNoLoginIsNotTakenForOne(String lines) {
    assertThatThrownBy(() -> login(lines.split("\\|", -1)))
        .isInstanceOf(ExchangeException.class)
        .message()
        .doesNotContain("0_ab");
  }

  @Test
  void refusalOfALoginIsRead() {
    assertThatThrownBy(() -> login("Auth-Status: account not found: x@y", "Auth-Pass: 0_ab"))
        .isInstanceOf(RouteException.class)
        .hasMessage("account not found: x@y");
  }

  @Test
  void accountIsTheLoginIfNoneIsNamed() throws Exception {
    assertThat(read("Auth-Server: a", "Auth-Port: 1").account()).isEqualTo("alice");
    assertThat(read("Auth-Server: a", "Auth-Port: 1", "Auth-User: ").account()).isEqualTo("alice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X: y                    |                         | ROUTE
          Auth-Cache-Alias: TRUE  |                         | ROUTE_AND_ALIAS
          AUTH-CACHE-ALIAS: TRUE  |                         | ROUTE_AND_ALIAS
          Auth-Cache-Alias: true  |                         | ROUTE
          Auth-Cache-Alias: FALSE |                         | ROUTE
          Auth-Cache-Alias: TRUE  | Auth-Cache-Route: FALSE | NOT
          """)
  void howFarItHoldsIsTheHandlersWord(String one, String other, Keeping keeping) throws Exception {
    assertThat(
            read("Auth-Server: a", "Auth-Port: 1", one, other == null ? "Y: z" : other).keeping())
        .isEqualTo(keeping);
  }

  @Test
  void absentStatusAndWaitAreAsGoodAsOk() throws Exception {
    assertThat(read("Auth-Status: WAIT", "Auth-Server: a", "Auth-Port: 1").port()).isEqualTo(1);
  }

  @Test
  void anyRefusalWins() {
    assertThatThrownBy(() ->
            read(
                "Auth-Status: OK",
                "Auth-Server: a",
                "Auth-Port: 1",
                "Auth-Status: unable to search LDAP"))
        .isInstanceOf(RouteException.class)
        .hasMessage("unable to search LDAP");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          user not found:a@b                                                       | NO_SUCH_ACCOUNT
          user not found:x is not allowed on this domain                           | NO_SUCH_ACCOUNT
          account 17 not found                                                     | NO_SUCH_ACCOUNT
          account not found: 17                                                    | NO_SUCH_ACCOUNT
          User 'a@b' not found. No external route info on domain 'b' but 'x=TRUE'  | NO_SUCH_ACCOUNT
          Error occurred during authentication: account not found for [a]. oip=1   | NO_SUCH_ACCOUNT
          Client-IP 192.0.2.1 is not allowed on this domain                        | REFUSED
          account a@b is not admin or delegated admin                              | REFUSED
          unable to search LDAP                                                    | UNAVAILABLE
          mailhost not found for user: a@b                                         | MISCONFIGURED
          missing port for protocol imap on server h                               | MISCONFIGURED
          ok                                                                       | MISCONFIGURED
          """)
  void reasonFollowsFromTheText(String text, Reason reason) {
    var refusal = catchThrowableOfType(RouteException.class, () -> read("Auth-Status: " + text));
    assertThat(refusal).hasMessage(text);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.terms().delay()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "10, 10",
    "60, 60",
    "61, 60",
    "999999999, 60",
    "-1,",
    "soon,",
    "99999999999,"
  })
  void waitIsBounded(String value, Integer seconds) {
    var refusal =
        catchThrowableOfType(
            RouteException.class, () -> read("Auth-Status: no", "Auth-Wait: " + value));
    assertThat(refusal.terms().delay().map(Duration::toSeconds).map(Long::intValue).orElse(null))
        .isEqualTo(seconds);
    assertThat(refusal.terms().words()).isEmpty();
    assertThat(refusal.terms().ends()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Auth-Server: a",
        "Auth-Port: 1",
        "Auth-Server: a|Auth-Port: 0",
        "Auth-Server: a|Auth-Port: 65536",
        "Auth-Server: a|Auth-Port: -1",
        "Auth-Server: a|Auth-Port: +1",
        "Auth-Server: a|Auth-Port: 1 2",
        "Auth-Server: a|Auth-Port: x",
        "Auth-Server: a|Auth-Port:",
        "Auth-Server: |Auth-Port: 1",
        "Auth-Server: a b|Auth-Port: 1",
        "Auth-Server: 1:2:3|Auth-Port: 1",
        "Auth-Server: [a]|Auth-Port: 1",
        "Auth-Server: a/b|Auth-Port: 1",
        "Auth-Server: a|Auth-Port: 1|Auth-User: x%0D%0Ay",
        "Auth-Server: a|Auth-Port: 1|Auth-User: x%00",
        "Auth-Server: a|Auth-Port: 1|Auth-User: x%7F",
      })
  void whatLeadsNowhereIsNoAnswer(String headers) {
    assertThatThrownBy(() -> read(headers.split("\\|"))).isInstanceOf(ExchangeException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 204, 301, 404, 500, 503})
  void anyStatusBut200IsNoAnswer(int status) {
    assertThatThrownBy(
            () -> HandlerReply.read(new HttpHead(status, List.of()), Questions.login("alice")))
        .isInstanceOf(ExchangeException.class)
        .hasMessage("it answered with HTTP status " + status);
  }

  @Test
  void escapesAreUndone() {
    var all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    assertThat(NameEscape.unescaped(NameEscape.escaped(all)).orElseThrow()).isEqualTo(all);
    assertThat(new String(NameEscape.escaped(all), StandardCharsets.ISO_8859_1))
        .startsWith("%00%01")
        .contains("%1E%1F%20!\"#$%25&'()")
        .endsWith("~\177" + latin(0x80, 0xFF));
  }

  private static String latin(int from, int to) {
    var text = new StringBuilder();
    for (char c = (char) from; c <= to; c++) {
      text.append(c);
    }
    return text.toString();
  }

  private static Route read(String... lines) throws Exception {
    return HandlerReply.read(head(lines), Questions.login("alice"));
  }

  private static GrantedLogin login(String... lines) throws Exception {
    return HandlerReply.login(head(lines));
  }

  private static HttpHead head(String... lines) {
    return new HttpHead(
        200,
        Arrays.stream(lines)
            .map(line -> line.split(":", 2))
            .map(parts -> new Header(parts[0], parts[1]))
            .toList());
  }
}
