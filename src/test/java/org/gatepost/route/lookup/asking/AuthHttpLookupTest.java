package org.gatepost.route.lookup.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.gatepost.testing.ScriptedLookupHandler.answers;
import static org.gatepost.testing.ScriptedLookupHandler.says;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.route.LoginFacts;
import org.gatepost.route.Password;
import org.gatepost.route.Route.Keeping;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.settings.RouteSource.AuthHttp;
import org.gatepost.testing.LeaksNothing;
import org.gatepost.testing.ScriptedLookupHandler;
import org.gatepost.testing.ScriptedLookupHandler.Connection;
import org.gatepost.testing.ScriptedLookupHandler.Script;
import org.gatepost.testing.TestNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking a server of stock nginx's protocol: spec mail 1.8. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
final class AuthHttpLookupTest implements LeaksNothing {
  private static final String[] ROUTE = {
    "Auth-Status: OK", "Auth-Server: 192.0.2.5", "Auth-Port: 143"
  };

  private final AskingFixture fixture = new AskingFixture();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private Duration timeout = Duration.ofSeconds(10);

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void requestIsThatOfNginx() throws Exception {
    headers.put("X-Auth-Key", "hush");
    headers.put("X-Another", "a\r\nb");
    var server = fixture.handler(answers(ROUTE));
    var question =
        Questions.login("al ice@example.org")
            .with(
                new LoginFacts(
                    2,
                    Optional.of(Password.of("p%ss wörd")),
                    Optional.of(new LoginFacts.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256")),
                    Optional.of(
                        new LoginFacts.ProxyHeader(
                            new InetSocketAddress("198.51.100.7", 4711),
                            new InetSocketAddress("2001:db8::2", 143)))));
    open(server).lookUp(question);
    assertThat(server.lookups())
        .containsExactly(
            List.of(
                "GET /auth?x=1 HTTP/1.0",
                "Host: " + TestNames.MAILBOX_A,
                "Auth-Method: plain",
                "Auth-User: al%20ice@example.org",
                "Auth-Pass: p%25ss%20wÃ¶rd",
                "Auth-Protocol: imap",
                "Auth-Login-Attempt: 2",
                "Client-IP: 198.51.100.7",
                "Proxy-Protocol-Addr: 198.51.100.7",
                "Proxy-Protocol-Port: 4711",
                "Proxy-Protocol-Server-Addr: 2001:db8::2",
                "Proxy-Protocol-Server-Port: 143",
                "Auth-SSL: on",
                "Auth-SSL-Protocol: TLSv1.3",
                "Auth-SSL-Cipher: TLS_AES_128_GCM_SHA256",
                "X-Auth-Key: hush",
                "X-Another: ab"));
  }

  @Test
  void routeHoldsForThisLoginAlone() throws Exception {
    var server = fixture.handler(answers(ROUTE));
    try (var lookup = open(server)) {
      var route = lookup.lookUp(Questions.login("alice"));
      assertThat(route.addresses()).containsExactly(new InetSocketAddress("192.0.2.5", 143));
      assertThat(route.account()).isEqualTo("alice");
      assertThat(route.password()).isEmpty();
      assertThat(route.keeping()).isEqualTo(Keeping.NOT);
      assertThat(lookup.answersAreForAll()).isFalse();
      lookup.lookUp(Questions.login("alice"));
    }
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void accountAndPasswordAreTakenWordForWord() throws Exception {
    var server =
        fixture.handler(
            answers(
                "Auth-Server: 2001:db8::1",
                "Auth-Port: 1",
                "Auth-User: a%20b",
                "Auth-Pass: s%20 t"));
    var route = open(server).lookUp(Questions.login("alice"));
    assertThat(route.account()).isEqualTo("a%20b");
    assertThat(route.password().map(Password::octets)).contains(Octets.of("s%20 t"));
  }

  @Test
  void statusOfHttpSaysNothing() throws Exception {
    var server =
        fixture.handler(says("HTTP/1.0 403 Forbidden\nAuth-Server: 192.0.2.5\nAuth-Port: 143\n\n"));
    assertThat(open(server).lookUp(Questions.login("alice")).port()).isEqualTo(143);
  }

  @ParameterizedTest
  @CsvSource({"3, 3, false", "0, 0, true", ", 0, true"})
  void refusalIsToldToTheClientAndMayEndTheConnection(String wait, int seconds, boolean ends)
      throws Exception {
    var server =
        fixture.handler(
            answers(
                "Auth-Status: Invalid login or password",
                "Auth-Error-Code: 535 5.7.8",
                wait == null ? "X: y" : "Auth-Wait: " + wait));
    var refusal = refusal(server);
    assertThat(refusal.reason()).isEqualTo(Reason.REFUSED);
    assertThat(refusal).hasMessage("Invalid login or password");
    assertThat(refusal.terms().words()).contains("Invalid login or password");
    assertThat(refusal.terms().errorCode()).contains("535 5.7.8");
    assertThat(refusal.terms().delay()).contains(Duration.ofSeconds(seconds));
    assertThat(refusal.terms().ends()).isEqualTo(ends);
  }

  @Test
  void waitRepeatsTheQuestion() throws Exception {
    var server = fixture.handler(answers("Auth-Status: WAIT"));
    server.plays(connection -> {
      connection.request();
      connection.wire().send(ScriptedLookupHandler.answer("Auth-Status: WAIT"));
      server.plays(answers(ROUTE));
    });
    assertThat(open(server).lookUp(Questions.login("alice")).port()).isEqualTo(143);
    assertThat(server.lookups()).hasSize(2);
    assertThat(server.lookups().getFirst()).isEqualTo(server.lookups().getLast());
  }

  @Test
  void waitIsBoundedByTheTimeout() throws Exception {
    var server = fixture.handler(answers("Auth-Status: WAIT", "Auth-Wait: 30"));
    assertThat(refusal(server).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(server.lookups()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Auth-Server: mail.example.org|Auth-Port: 1",
        "Auth-Server: 192.0.2.1",
        "Auth-Server: 192.0.2.1|Auth-Port: 0",
        "Auth-Port: 1",
        "X: y"
      })
  void answerWithoutARouteIsAnError(String lines) throws Exception {
    var refusal = refusal(fixture.handler(answers(lines.split("\\|"))));
    assertThat(refusal.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(refusal).hasMessageContaining("invalid route is returned");
  }

  @Test
  void silenceIsAnErrorInTheEnd() throws Exception {
    timeout = Duration.ofMillis(200);
    Script silent = Connection::waitForTheEnd;
    var refusal = refusal(fixture.handler(silent));
    assertThat(refusal.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(refusal).hasMessageContaining("no answer in time").hasMessageNotContaining("x=1");
  }

  @Test
  void webIsNotAskedFor() throws Exception {
    var server = fixture.handler(answers(ROUTE));
    var login = Questions.login("alice");
    var question =
        RouteQuestion.ofLogin(UpstreamProtocol.HTTPS, "alice", login.client(), login.proxy());
    var refusal = catchThrowableOfType(RouteException.class, () -> open(server).lookUp(question));
    assertThat(refusal.reason()).isEqualTo(Reason.MISCONFIGURED);
    assertThat(server.connections()).isZero();
  }

  private RouteException refusal(ScriptedLookupHandler server) {
    return catchThrowableOfType(
        RouteException.class, () -> open(server).lookUp(Questions.login("alice")));
  }

  private AuthHttpLookup open(ScriptedLookupHandler server) {
    var url = URI.create("http://" + TestNames.MAILBOX_A + ":" + server.port() + "/auth?x=1");
    return fixture.closing(
        AuthHttpLookup.open(
            new AuthHttp(url, timeout, headers), fixture.transport, fixture.tls(), fixture.meters));
  }
}
