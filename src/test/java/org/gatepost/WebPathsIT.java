package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.testing.Curl;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.ScriptedWeb;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.WebMailbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose server gets a request (spec http 1.3, 2.1), and what it is told (1.6), with real ones. */
final class WebPathsIT {
  private static final String ALICE = "11111111-1111-4111-8111-111111111111";
  private static final String BOB = "22222222-2222-4222-8222-222222222222";
  private static final String SITE = "https://mail.example.org";
  private static final String CLEAR = "http://mail.example.org";

  @TempDir private static Path folder;
  private static WebMailbox a;
  private static WebMailbox b;
  private static GatepostServer server;

  @BeforeAll
  static void start() throws IOException, ConfigurationException, StartException {
    a = WebMailbox.start(TestNames.MAILBOX_A, "A");
    b = WebMailbox.start(TestNames.MAILBOX_B, "B");
    server =
        GatepostServer.in(folder)
            .webDoors()
            .webMailbox(a)
            .webMailbox(b)
            .account("alice", a.host(), ALICE)
            .account("bob", b.host(), BOB)
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    a.close();
    b.close();
  }

  private static String token(String id) {
    var fields = "id=" + id.length() + ":" + id + ";exp=13:1893456000000;";
    return "0_"
        + "0".repeat(40)
        + "_"
        + HexFormat.of().formatHex(fields.getBytes(StandardCharsets.UTF_8));
  }

  private static String jwt(String id) {
    var base64 = Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString("{\"alg\":\"HS512\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + base64.encodeToString("{\"sub\":\"%s\"}".formatted(id).getBytes(StandardCharsets.UTF_8))
        + ".c2lnbmF0dXJl";
  }

  private static String filled(String text) {
    return text.replace("TOKEN-A", token(ALICE))
        .replace("TOKEN-B", token(BOB))
        .replace("JWT-A", jwt(ALICE))
        .replace("JWT-B", jwt(BOB));
  }

  @ParameterizedTest
  @CsvSource({
    // the path's user, whoever asks
    "A, /home/alice@example.org/, ''",
    "B, /home/bob@example.org/Inbox?fmt=xml, ''",
    "B, /home/~bob@example.org/, ''",
    "B, /home/bob%40example.org/, Cookie: ZM_AUTH_TOKEN=TOKEN-A",
    "A, /service/home/alice@example.org/x, Cookie: ZM_AUTH_TOKEN=TOKEN-B",
    "B, /dav/bob@example.org/Calendar/, ''",
    "A, /principals/users/alice@example.org/, ''",
    // who asks
    "A, /, Cookie: ZM_AUTH_TOKEN=TOKEN-A",
    "B, /, Cookie: ZM_AUTH_TOKEN=TOKEN-B",
    "B, /h/search, Cookie: seen=1; x; ZM_AUTH_TOKEN=TOKEN-B; y=2",
    "A, /service/soap/SearchRequest, Cookie: ZM_AUTH_TOKEN=TOKEN-A",
    "B, /service/soap/NoOpRequest, Cookie: ZM_AUTH_TOKEN=TOKEN-B",
    "A, /service/upload?fmt=raw, Cookie: ZM_AUTH_TOKEN=TOKEN-A",
    "B, /home/~/Calendar, Cookie: ZM_AUTH_TOKEN=TOKEN-B",
    "B, /.well-known/caldav, Cookie: ZM_AUTH_TOKEN=TOKEN-B",
    "A, /modern/, Cookie: ZM_AUTH_TOKEN=TOKEN-A",
    "A, /service/preauth?zauthtoken=TOKEN-A, ''",
    "B, /service/preauth?zauthtoken=TOKEN-B&x=y, ''",
    "A, /service/soap/, Authorization: Bearer JWT-A",
    "B, /service/soap/?zjwt=JWT-B, ''",
    // telephones; alice@example.org:x, EXAMPLE.ORG\\bob:x
    "A, /Microsoft-Server-ActiveSync?Cmd=Ping, Authorization: Basic YWxpY2VAZXhhbXBsZS5vcmc6eA==",
    "B, /Microsoft-Server-ActiveSync, Authorization: basic RVhBTVBMRS5PUkdcYm9iOng=",
    "B, /Microsoft-Server-ActiveSync?Cmd=Sync&User=bob%40example.org, ''",
  })
  void aRequestGoesToItsOwner(String owner, String path, String header) throws IOException {
    assertThat(owner(server.curl("http"), CLEAR + filled(path), header)).isEqualTo(owner);
    assertThat(owner(server.curl("https"), SITE + filled(path), header)).isEqualTo(owner);
    assertThat(owner(server.http2(), SITE + filled(path), header)).isEqualTo(owner);
  }

  private static String owner(Curl curl, String url, String header) throws IOException {
    var answer = (header.isEmpty() ? curl : curl.with("--header", filled(header))).get(url);
    return String.valueOf(answer.mailbox());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/zimbra/",
        "/home/nobody@example.org/",
        "/home/bob@example.org", // without a slash it is no name
        "/service/soap/",
        "/xmpp",
        "/ews/Exchange.asmx",
        "/foo/home/bob@example.org/", // the original's pattern held anywhere
      })
  void aVisitorWhomNobodyKnowsStaysOnOneServer(String path) throws IOException {
    // 127.0.0.1 hashes to 5009; of two servers that is the second one (spec http 1.8).
    assertThat(server.curl("http").get(CLEAR + path).mailbox()).isEqualTo("B");
    assertThat(server.http2().get(SITE + path).mailbox()).isEqualTo("B");
  }

  @ParameterizedTest
  @CsvSource({
    "200, /nginx_status",
    "404, /zmerror_upstream_502.html",
    "403, /service/soap/?x=%0A",
    "403, /service/soap/?x=a%0dSet",
    "400, /service/soap/%0AX",
  })
  void somePathsAreAnsweredHere(int status, String path) throws IOException {
    for (var answer :
        new Curl.Answer[] {
          server.curl("http").get(CLEAR + path),
          server.curl("https").get(SITE + path),
          server.http2().get(SITE + path)
        }) {
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.mailbox()).isNull();
      assertThat(answer.header("X-Request-Id")).isNotEmpty();
      assertThat(answer.body()).doesNotContain("127.0.0.1", "mailbox.test", "Netty");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a%2Fb/%7euser/?q=%20%2B+&r",
        "/x/./y/../z",
        "/a//b",
        "/?",
        "/%C3%BC?%c3%bc",
        "/*;p=1"
      })
  void theTargetArrivesAsItWasWritten(String target) throws IOException {
    assertThat(server.curl("http").get(CLEAR + target).header("X-Saw-Target")).isEqualTo(target);
    assertThat(server.http2().get(SITE + target).header("X-Saw-Target")).isEqualTo(target);
  }

  @Test
  void whatAStrangerSaysOfItselfIsReplacedByWhatIsTrue() throws IOException {
    for (var secure : new boolean[] {false, true}) {
      var curl = secure ? server.http2() : server.curl("http");
      var forged =
          curl.header("X-Forwarded-For", "10.9.9.9")
              .header("X-Forwarded-Proto", "gopher")
              .header("X-Forwarded-Host", "evil.example.com")
              .header("X-Forwarded-Port", "1")
              .header("X-Real-IP", "10.9.9.9")
              .header("X-Request-Id", "mine")
              .header("Forwarded", "for=10.9.9.9")
              .get((secure ? SITE : CLEAR) + ":4711/h/");
      var port = String.valueOf(server.door(secure ? "https" : "http").getPort());
      assertThat(forged.header("X-Saw-Forwarded-For")).isEqualTo("127.0.0.1");
      assertThat(forged.header("X-Saw-Real-Ip")).isEqualTo("127.0.0.1");
      assertThat(forged.header("X-Saw-Forwarded-Proto")).isEqualTo(secure ? "https" : "http");
      assertThat(forged.header("X-Saw-Forwarded-Host")).isEqualTo("mail.example.org:4711");
      assertThat(forged.header("X-Saw-Forwarded-Port")).isEqualTo(port);
      assertThat(forged.header("X-Saw-Forwarded")).isNull();
      assertThat(forged.header("X-Saw-Host")).isEqualTo("mail.example.org:4711");
      assertThat(forged.header("X-Saw-Request-Id"))
          .matches("[0-9a-f]{16}")
          .isEqualTo(forged.header("X-Request-Id"));
    }
  }

  @Test
  void whatATrustedBalancerSaysIsBelievedAndPassedOn()
      throws IOException, ConfigurationException, StartException {
    var setup =
        GatepostServer.in(folder.resolve("trusting"))
            .webDoors()
            .webMailbox(a)
            .webMailbox(b)
            .attribute("gatepostTrustedPeers", "127.0.0.0/8");
    try (var trusting = setup.start()) {
      var answer =
          trusting
              .curl("http")
              .header("X-Forwarded-For", "10.1.1.1, 127.0.0.3")
              .header("X-Forwarded-Proto", "https")
              .header("X-Forwarded-Host", "public.example.org")
              .header("X-Request-Id", "given-0815")
              .get(CLEAR + "/h/");
      assertThat(answer.header("X-Saw-Forwarded-For")).isEqualTo("10.1.1.1, 127.0.0.3, 127.0.0.1");
      assertThat(answer.header("X-Saw-Real-Ip")).isEqualTo("10.1.1.1");
      assertThat(answer.header("X-Saw-Forwarded-Proto")).isEqualTo("https");
      assertThat(answer.header("X-Saw-Forwarded-Host")).isEqualTo("public.example.org");
      assertThat(answer.header("X-Request-Id")).isEqualTo("given-0815");
      // Affinity goes by the real client: 198.51.100.23 hashes to 5455, 192.0.2.7 to 4470.
      var curl = trusting.curl("http");
      assertThat(curl.header("X-Forwarded-For", "198.51.100.23").get(CLEAR + "/").mailbox())
          .isEqualTo("B");
      assertThat(curl.header("X-Forwarded-For", "192.0.2.7").get(CLEAR + "/").mailbox())
          .isEqualTo("A");
    }
  }

  @Test
  void headersOfOneConnectionAloneAreNotPassedOn() throws IOException {
    var answer =
        server
            .curl("http")
            .header("Connection", "keep-alive, X-Hop")
            .header("X-Hop", "secret")
            .header("Keep-Alive", "timeout=5")
            .header("Proxy-Connection", "keep-alive")
            .header("TE", "trailers")
            .header("Upgrade", "h2c")
            .get(CLEAR + "/h/");
    assertThat(answer.mailbox()).isEqualTo("B");
    assertThat(answer.header("X-Saw-Hop")).isNull();
    assertThat(answer.header("X-Saw-Keep-Alive")).isNull();
    assertThat(answer.header("X-Saw-Proxy-Connection")).isNull();
    assertThat(answer.header("X-Saw-Upgrade")).isNull();
    assertThat(String.valueOf(answer.header("X-Saw-Connection"))).isIn("null", "keep-alive");
    assertThat(answer.header("X-Saw-Protocol")).isEqualTo("HTTP/1.1");
    assertThat(answer.header("Server")).isNull();
  }

  @Test
  void connectionsToAMailboxServerAreUsedAgain() throws IOException {
    var curl = server.curl("http").header("Cookie", "ZM_AUTH_TOKEN=" + token(ALICE));
    assertThat(curl.with(CLEAR + "/1", CLEAR + "/2", CLEAR + "/3").get(CLEAR + "/4").mailbox())
        .isEqualTo("A");
    var lines = a.requests().stream().filter(line -> line.matches("GET /[1-4] .*")).toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.stream().map(line -> line.split(" ", -1)[3]).distinct()).hasSize(1);
  }

  @Test
  void redirectsAndCookiesOfAMailboxServerArePutRight() throws IOException {
    var to = "/redirect?to=http://mail.example.org/zimbra/";
    assertThat(server.http2().get(SITE + to).header("Location")).isEqualTo(SITE + "/zimbra/");
    assertThat(server.curl("http").get(CLEAR + to).header("Location"))
        .isEqualTo(CLEAR + "/zimbra/");
    var elsewhere = "/redirect?to=http://other.example.org/x";
    assertThat(server.http2().get(SITE + elsewhere).header("Location"))
        .isEqualTo("http://other.example.org/x");

    var secure = server.http2().get(SITE + "/login?token=T&page=1k").headers("Set-Cookie");
    assertThat(secure).hasSize(2).allMatch(cookie -> cookie.contains("; Secure"));
    var clear = server.curl("http").get(CLEAR + "/login?token=T&page=1k").headers("Set-Cookie");
    assertThat(clear).hasSize(2).noneMatch(cookie -> cookie.contains("Secure"));
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 500, 503})
  void whatAMailboxServerAnswersIsPassedOnWhateverItsStatus(int status) throws IOException {
    assertThat(server.curl("http").get(CLEAR + "/status/" + status).status()).isEqualTo(status);
    assertThat(server.http2().get(SITE + "/status/" + status).status()).isEqualTo(status);
  }

  @Test
  void headsAndPiecesAndUnchangedFilesAreAnsweredWithoutABody() throws IOException {
    for (var curl : List.of(server.curl("https"), server.http2())) {
      var whole = curl.get(SITE + "/static/100k");
      assertThat(whole.body()).hasSize(100_000);
      assertThat(whole.header("Cache-Control")).contains("max-age");
      var head = curl.with("--head").get(SITE + "/static/100k");
      assertThat(head.header("Content-Length")).isEqualTo("100000");
      assertThat(head.exit()).isZero();
      var tag = String.valueOf(whole.header("ETag"));
      var unchanged = curl.header("If-None-Match", tag).get(SITE + "/static/100k");
      assertThat(unchanged.status()).isEqualTo(304);
      assertThat(unchanged.body()).isEmpty();
      var piece = curl.with("--range", "10-19").get(SITE + "/static/100k");
      assertThat(piece.status()).isEqualTo(206);
      assertThat(piece.body()).isEqualTo(whole.body().substring(10, 20));
    }
  }

  private static final String HANDSHAKE =
      """
      GET /some/socket HTTP/1.1\r
      Host: mail.example.org\r
      Upgrade: WebSocket\r
      Connection: keep-alive, Upgrade\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      \r
      """;

  @Test
  void anUpgradeToWebSocketIsPassedOnFromEveryPath()
      throws IOException, ConfigurationException, StartException {
    try (var echo = ScriptedWeb.start("127.0.0.1", ScriptedWeb.webSocketEcho())) {
      var setup =
          GatepostServer.in(folder.resolve("sockets"))
              .webDoors()
              .webMailbox(echo)
              .account("alice", "127.0.0.1", ALICE);
      try (var proxy = setup.start()) {
        for (var door : List.of("http", "https")) {
          try (var client = proxy.connect(door)) {
            // The first frame comes with the handshake, before its answer.
            client.send(HANDSHAKE + "\u0081\u0083\0\0\0\0one");
            client.expect("HTTP/1.1 101 Switching Protocols");
            assertThat(client.untilEmptyLine())
                .anyMatch(l -> l.equalsIgnoreCase("upgrade: websocket"))
                .anyMatch(l -> l.endsWith(": s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
            assertThat(client.octets(5))
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo("\u0081\u0003one");
            client.send("\u0081\u0083\0\0\0\0two");
            assertThat(client.octets(5))
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo("\u0081\u0003two");
            client.send("\u0088\u0080\0\0\0\0");
            assertThat(client.octets(2))
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo("\u0088\0");
            assertThat(client.untilEnd()).isEmpty();
          }
        }
        assertThat(echo.requests())
            .hasSize(2)
            .allMatch(r -> "websocket".equalsIgnoreCase(r.header("Upgrade")))
            .allMatch(r -> "127.0.0.1".equals(r.header("X-Forwarded-For")));
      }
    }
  }
}
