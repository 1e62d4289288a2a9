package org.gatepost.route.lookup.asking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.gatepost.route.CertificateQuestion;
import org.gatepost.route.LoginFacts;
import org.gatepost.route.Password;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.RouteQuestion.Named;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.route.UpstreamProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The octets of spec mail 1.2 to 1.4. */
final class HandlerRequestTest {
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.10");
  private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");
  private static final URI HANDLER =
      URI.create("https://10.0.0.5:7072/service/extension/nginx-lookup");

  @Test
  void mailLoginIsAskedForAsTheOriginalDoes() {
    assertThat(request(terms(false, Optional.empty()), login("user1@example.test")))
        .isEqualTo(
            """
            GET /service/extension/nginx-lookup HTTP/1.0
            Host: 10.0.0.5
            Auth-Method: username
            Auth-User: user1@example.test
            Auth-Pass: _password_
            Auth-Protocol: imapssl
            Auth-Login-Attempt: 1
            X-Proxy-IP: 10.0.0.1
            Client-IP: 192.0.2.10

            """);
  }

  @Test
  void connectionIsToBeKeptAndSecretIsShownIfSo() {
    assertThat(
            request(terms(true, Optional.of(Password.of("hush\n"))), login("user1@example.test")))
        .endsWith(
            """
            Client-IP: 192.0.2.10
            X-Gatepost-Secret: hush
            Connection: keep-alive

            """);
  }

  @Test
  void laterAttemptsAreCounted() {
    var facts =
        new LoginFacts(
            3, Optional.of(Password.of("never told")), Optional.empty(), Optional.empty());
    assertThat(request(terms(true, Optional.empty()), login("a@b").with(facts)))
        .contains("Auth-Login-Attempt: 3\n", "Auth-Pass: _password_\n")
        .doesNotContain("never told");
  }

  @Test
  void webAsksByIdAndTellsTheHost() {
    var question = web(Named.BY_ID, "0b5c-77", Service.MAILBOX, Optional.of("mail.example.org"));
    assertThat(request(terms(false, Optional.empty()), question))
        .isEqualTo(
            """
            GET /service/extension/nginx-lookup HTTP/1.0
            Host: 10.0.0.5
            Auth-Method: zimbraId
            Auth-User: 0b5c-77
            Auth-Pass: _password_
            Auth-Protocol: httpssl
            Auth-Login-Attempt: 0
            X-Proxy-IP: 10.0.0.1
            Client-IP: 192.0.2.10
            X-Proxy-Host: mail.example.org

            """);
  }

  @ParameterizedTest
  @CsvSource({"ADMIN, Auth-Zimbra-Admin: True", "ZX, Auth-Zimbra-Zx: True"})
  void otherServicesAreNamedBeforeTheHostEvenIfThatIsEmpty(Service service, String line) {
    assertThat(
            request(
                terms(true, Optional.empty()),
                web(Named.BY_NAME, "bob", service, Optional.empty())))
        .endsWith(
            "Client-IP: 192.0.2.10\n" + line + "\nX-Proxy-Host: \nConnection: keep-alive\n\n");
  }

  /** Of the subject only what the original's handlers look at: they cannot misread it. */
  @ParameterizedTest
  @CsvSource({"MAILBOX, ''", "ADMIN, 'Auth-Zimbra-Admin: True\n'"})
  void tokenIsAskedForWithTheProxysNameAndPassword(Service service, String line) {
    var question =
        new CertificateQuestion(
            "user1@example.test",
            Optional.of("example.test"),
            service,
            CLIENT,
            PROXY,
            Optional.of("mail.example.org"));
    var request = new HandlerRequest(HANDLER, terms(true, Optional.of(Password.of("hush"))));
    assertThat(text(request.of(question)))
        .isEqualTo(
            """
            GET /service/extension/nginx-lookup HTTP/1.0
            Host: 10.0.0.5
            Auth-Method: certauth
            Auth-User: /emailAddress=user1@example.test
            Auth-Pass: _password_
            Auth-Protocol: http
            Auth-Login-Attempt: 0
            X-Proxy-IP: 10.0.0.1
            Client-IP: 192.0.2.10
            %sX-Proxy-Host: mail.example.org
            Auth-Admin-User: zmnginx
            Auth-Admin-Pass: oursX: y
            X-Gatepost-Secret: hush
            Connection: keep-alive

            """
                .formatted(line));
  }

  @Test
  void hostOfTheWebCannotBecomeAHeader() {
    var question =
        web(Named.BY_ID, "1", Service.MAILBOX, Optional.of("a\r\nAuth-Zimbra-Admin: True"));
    assertThat(request(terms(true, Optional.empty()), question))
        .contains("X-Proxy-Host: a%0D%0AAuth-Zimbra-Admin:%20True\n");
  }

  @Test
  void loginIsEscapedAndNothingMore() {
    assertThat(
            request(
                terms(true, Optional.empty()), login("a b%c\u0000\u001f\r\n~\u007f?&+/\"ü@ex.org")))
        .contains("Auth-User: a%20b%25c%00%1F%0D%0A~\u007f?&+/\"ü@ex.org\n");
  }

  @Test
  void mappedAddressesArePlainAndIpv6IsShort() throws Exception {
    var mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    mapped[12] = (byte) 192;
    mapped[15] = 7;
    var question =
        RouteQuestion.ofLogin(
            UpstreamProtocol.POP3,
            "a@b",
            Inet6Address.getByAddress(null, mapped, -1),
            InetAddress.ofLiteral("2001:db8:0:0:0:0:0:1"));
    assertThat(request(terms(true, Optional.empty()), question))
        .contains("Auth-Protocol: pop3\n", "Client-IP: 192.0.0.7\n", "X-Proxy-IP: 2001:db8::1\n");
  }

  @Test
  void probeAsksForNobody() {
    assertThat(text(new HandlerRequest(HANDLER, terms(true, Optional.empty())).probe()))
        .isEqualTo(
            """
            GET /service/extension/nginx-lookup HTTP/1.0
            Host: 10.0.0.5
            Connection: keep-alive

            """);
  }

  private static RouteQuestion login(String name) {
    return RouteQuestion.ofLogin(UpstreamProtocol.IMAPS, name, CLIENT, PROXY);
  }

  private static RouteQuestion web(
      Named named, String name, Service service, Optional<String> host) {
    return new RouteQuestion(
        UpstreamProtocol.HTTPS, named, name, service, CLIENT, PROXY, host, LoginFacts.NONE);
  }

  private static HandlerTerms terms(boolean keepAlive, Optional<Password> secret) {
    return new HandlerTerms(
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        1024,
        keepAlive,
        secret,
        Password.of("ours\r\nX: y"));
  }

  private static String request(HandlerTerms terms, RouteQuestion question) {
    return text(new HandlerRequest(HANDLER, terms).of(question));
  }

  /** The lines, each of which must have ended as the wire wants it. */
  private static String text(byte[] octets) {
    var text = new String(octets, UTF_8);
    assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n");
    return text.replace("\r\n", "\n");
  }
}
