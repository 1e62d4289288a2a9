package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.ScriptedWeb;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One line for each way to make two servers see different requests in the same octets (RFC 9112
 * §11.2). Behind every trick there is an innocent request on the same connection: it is served if
 * the trick was, and never if the trick was refused.
 */
@SuppressWarnings("StringConcatToTextBlock") // octets of the wire, each line with its end
final class SmugglingIT {
  private static final String HOST = "Host: mail.example.org\r\n";
  private static final String BEHIND =
      "GET /behind HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
  private static final int LIMIT_MILLIS = 10_000;

  @TempDir private static Path folder;
  private static final List<String> SEEN = new CopyOnWriteArrayList<>();
  private static ScriptedWeb web;
  private static GatepostServer server;

  @BeforeAll
  static void start() throws Exception {
    web =
        ScriptedWeb.start(
            TestNames.MAILBOX_A,
            connection -> {
              while (true) {
                var request = connection.request();
                SEEN.add(String.join("\n", request.lines()));
                var body = connection.body(request);
                if (body.length > 0) {
                  SEEN.add(new String(body, StandardCharsets.ISO_8859_1));
                }
                if (request.header("Transfer-Encoding") != null) {
                  SEEN.add("trailers " + connection.trailers());
                }
                connection.answer("200 OK", "well\n");
              }
            });
    server =
        GatepostServer.in(folder)
            .door("protocol: http, tls: none")
            .attribute("zimbraReverseProxyMailMode", "both")
            .webMailbox(web)
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    web.close();
  }

  /**
   * A trick.
   *
   * @param status of the answer to it
   * @param seen what the upstream server sees of it: the first line of each head, and bodies
   * @param hidden what is in no head that the upstream server sees
   */
  record Trick(String name, String octets, int status, List<String> seen, List<String> hidden) {
    Trick hides(String... words) {
      return new Trick(name, octets, status, seen, List.of(words));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Trick refused(int status, String name, String octets) {
    return new Trick(name, octets, status, List.of(), List.of());
  }

  private static Trick served(String name, String octets, String... seen) {
    return new Trick(name, octets, 200, List.of(seen), List.of());
  }

  private static String get(String headers) {
    return "GET /t HTTP/1.1\r\n" + HOST + headers + "\r\n";
  }

  private static String post(String headers, String body) {
    return "POST /t HTTP/1.1\r\n" + HOST + headers + "\r\n" + body;
  }

  private static String chunked(String body) {
    return post("Transfer-Encoding: chunked\r\n", body);
  }

  private static Stream<Trick> lengths() {
    String hello = "POST /t HTTP/1.1";
    String length = "Content-Length: 5\r\n";
    return Stream.of(
        served("one length", post(length, "hello"), hello, "hello"),
        refused(
            400, "length and chunks", post(length + "Transfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        refused(
            400, "chunks and length", post("Transfer-Encoding: chunked\r\n" + length, "0\r\n\r\n")),
        refused(400, "two equal lengths", post(length + length, "hello")),
        refused(400, "two lengths", post(length + "Content-Length: 6\r\n", "hello!")),
        refused(400, "two lengths, one empty", post(length + "Content-Length:\r\n", "hello")),
        refused(400, "plus", post("Content-Length: +5\r\n", "hello")),
        refused(400, "minus", post("Content-Length: -5\r\n", "hello")),
        refused(400, "minus nothing", post("Content-Length: -0\r\n", "")),
        refused(400, "comma, equal", post("Content-Length: 5, 5\r\n", "hello")),
        refused(400, "comma, different", post("Content-Length: 5,6\r\n", "hello")),
        refused(400, "space inside", post("Content-Length: 5 0\r\n", "hello")),
        refused(400, "hexadecimal", post("Content-Length: 0x5\r\n", "hello")),
        refused(400, "a fraction", post("Content-Length: 5.0\r\n", "hello")),
        refused(400, "an exponent", post("Content-Length: 1e1\r\n", "hello")),
        refused(400, "too large", post("Content-Length: 18446744073709551621\r\n", "hello")),
        refused(400, "no length at all", post("Content-Length: \r\n", "hello")),
        refused(400, "foreign digits", post("Content-Length: \u00b2\r\n", "hello")),
        refused(400, "vertical tab", post("Content-Length: \u000b5\r\n", "hello")),
        refused(400, "space before the colon", post("Content-Length : 5\r\n", "hello")),
        served("zeros before", post("Content-Length: 005\r\n", "hello"), hello, "hello"),
        served("a body of GET", get("Content-Length: 0\r\n"), "GET /t HTTP/1.1"),
        refused(
            400,
            "the eight octets of an old WebSocket",
            get("Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n") + "HEAD /x?"));
  }

  private static Stream<Trick> codings() {
    String hello = "5\r\nhello\r\n0\r\n\r\n";
    String te = "Transfer-Encoding: ";
    return Stream.of(
        served("chunked", chunked(hello), "POST /t HTTP/1.1", "hello", "trailers []"),
        served(
            "upper case",
            post(te + "CHUNKED\r\n", hello),
            "POST /t HTTP/1.1",
            "hello",
            "trailers []"),
        served(
            "a tab before",
            post("Transfer-Encoding:\tchunked\r\n", hello),
            "POST /t HTTP/1.1",
            "hello",
            "trailers []"),
        refused(400, "identity last", post(te + "chunked, identity\r\n", hello)),
        refused(501, "gzip first", post(te + "gzip, chunked\r\n", hello)),
        refused(501, "identity first", post(te + "identity, chunked\r\n", hello)),
        refused(400, "identity", post(te + "identity\r\n", "")),
        refused(400, "xchunked", post(te + "xchunked\r\n", hello)),
        refused(400, "chunked in quotes", post(te + "\"chunked\"\r\n", hello)),
        refused(400, "chunked with a parameter", post(te + "chunked;q=1\r\n", hello)),
        refused(400, "empty", post(te + "\r\n", hello)),
        refused(501, "a comma behind", post(te + "chunked,\r\n", hello)),
        refused(400, "vertical tab before", post(te + "\u000bchunked\r\n", hello)),
        refused(400, "form feed behind", post(te + "chunked\f\r\n", hello)),
        refused(400, "twice in one", post(te + "chunked, chunked\r\n", hello)),
        refused(400, "twice", post(te + "chunked\r\n" + te + "chunked\r\n", hello)),
        refused(501, "twice, one of nonsense", post(te + "x\r\n" + te + "chunked\r\n", hello)),
        refused(400, "space before the colon", post("Transfer-Encoding : chunked\r\n", hello)),
        refused(400, "tab before the colon", post("Transfer-Encoding\t: chunked\r\n", hello)),
        refused(400, "folded", post("Transfer-Encoding:\r\n chunked\r\n", hello)),
        refused(400, "folded in the middle", post(te + "chun\r\n ked\r\n", hello)),
        refused(
            400,
            "underscore and length",
            post(
                "Transfer_Encoding: chunked\r\nContent-Length: 5\r\nContent-Length: 0\r\n",
                "hello")),
        served("underscore", get("Transfer_Encoding: chunked\r\n"), "GET /t HTTP/1.1")
            .hides("Transfer_Encoding"),
        refused(
            400, "in HTTP/1.0", "POST /t HTTP/1.0\r\n" + HOST + te + "chunked\r\n\r\n" + hello));
  }

  private static Stream<Trick> chunks() {
    return Stream.of(
        served(
            "an extension",
            chunked("5;a=\"b\"\r\nhello\r\n0\r\n\r\n"),
            "POST /t HTTP/1.1",
            "hello",
            "trailers []"),
        refused(400, "size: overflow", chunked("100000000000000005\r\nhello\r\n0\r\n\r\n")),
        refused(400, "size: 32 bits", chunked("ffffffff\r\nhello\r\n0\r\n\r\n")),
        refused(400, "size: minus", chunked("-5\r\nhello\r\n0\r\n\r\n")),
        refused(400, "size: plus", chunked("+5\r\nhello\r\n0\r\n\r\n")),
        refused(400, "size: 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n")),
        refused(400, "size: underscore", chunked("0_5\r\nhello\r\n0\r\n\r\n")),
        refused(400, "size: empty", chunked("\r\nhello\r\n0\r\n\r\n")),
        refused(400, "size: space before", chunked(" 5\r\nhello\r\n0\r\n\r\n")),
        refused(400, "size: space behind", chunked("5 \r\nhello\r\n0\r\n\r\n")),
        refused(400, "size: junk behind", chunked("5 junk\r\nhello\r\n0\r\n\r\n")),
        refused(400, "size: LF alone", chunked("5\nhello\r\n0\r\n\r\n")),
        refused(400, "extension with LF", chunked("5;a\nhello\r\n0\r\n\r\n")),
        refused(400, "extension with CR", chunked("5;a\rb\r\nhello\r\n0\r\n\r\n")),
        refused(
            400, "a long extension", chunked("5;" + "a".repeat(20_000) + "\r\nhello\r\n0\r\n\r\n")),
        refused(400, "no line end behind data", chunked("5\r\nhello0\r\n\r\n")),
        refused(400, "junk behind data", chunked("5\r\nhelloXY\r\n0\r\n\r\n")),
        refused(400, "LF alone behind data", chunked("5\r\nhello\n0\r\n\r\n")),
        refused(400, "LF alone at the end", chunked("5\r\nhello\r\n0\r\n\n")),
        served(
            "trailers that would be headers",
            chunked(
                "0\r\nContent-Length: 5\r\nHost: evil\r\nX-Forwarded-For: 1.2.3.4\r\n"
                    + "X-Real-IP: 1.2.3.4\r\nTransfer-Encoding: x\r\nX_Y: z\r\nCookie: a=b\r\n"
                    + "Authorization: Basic x\r\nConnection: close\r\nX-Sum: 1\r\n\r\n"),
            "POST /t HTTP/1.1",
            "trailers [X-Sum: 1]"),
        refused(400, "a trailer without a colon", chunked("0\r\nnonsense\r\n\r\n")),
        refused(400, "a trailer with NUL", chunked("0\r\nX: a\u0000b\r\n\r\n")));
  }

  private static Stream<Trick> lines() {
    return Stream.of(
        refused(400, "LF alone", "GET /t HTTP/1.1\n" + HOST + "\r\n"),
        refused(400, "LF alone behind a header", get("X: y\nX-Real-IP: 1\r\n")),
        refused(400, "LF alone at the end", "GET /t HTTP/1.1\r\n" + HOST + "\n"),
        refused(400, "CR alone", get("X: y\rX-Evil: z\r\n")),
        refused(400, "CR alone in the first line", "GET /t\rx HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(400, "NUL in a value", get("X: a\u0000b\r\n")),
        refused(400, "NUL in a name", get("X\u0000Y: a\r\n")),
        refused(
            400,
            "a header that begins with a space",
            "GET /t HTTP/1.1\r\n X: y\r\n" + HOST + "\r\n"),
        refused(400, "a name with a space", get("X Y: a\r\n")),
        refused(400, "a space before the colon", get("X : a\r\n")),
        refused(400, "no colon", get("nonsense\r\n")),
        refused(400, "no name", get(": a\r\n")),
        refused(400, "a name beyond ASCII", get("X\u00e4: a\r\n")),
        refused(400, "a name with brackets", get("(X): a\r\n")),
        served("a folded header", get("X-Fold: a\r\n  b\r\n"), "GET /t HTTP/1.1"),
        served(
                "underscores",
                get("X_Real_IP: 6.6.6.6\r\nx_forwarded_for: 6.6.6.6\r\n"),
                "GET /t HTTP/1.1")
            .hides("6.6.6.6", "_"),
        served("an empty line before", "\r\n" + get(""), "GET /t HTTP/1.1"),
        served(
            "tabs in the first line", "GET\t/t\tHTTP/1.1\r\n" + HOST + "\r\n", "GET /t HTTP/1.1"),
        served(
            "two spaces in the first line",
            "GET  /t HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /t HTTP/1.1"),
        refused(400, "a space in the target", "GET /t x HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(
            400, "a request in the target", "GET /t HTTP/1.1\u000bX: HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(400, "a space behind the version", "GET /t HTTP/1.1 \r\n" + HOST + "\r\n"),
        refused(400, "HTTP/0.9", "GET /t\r\n"),
        refused(400, "no HTTP", "EHLO example.org\r\n"),
        refused(400, "no version's number", "GET /t HTTP/x.y\r\n" + HOST + "\r\n"),
        refused(505, "HTTP/1.2", "GET /t HTTP/1.2\r\n" + HOST + "\r\n"),
        refused(505, "HTTP/3.0", "GET /t HTTP/3.0\r\n" + HOST + "\r\n"),
        refused(400, "HTTP/11.1", "GET /t HTTP/1.11\r\n" + HOST + "\r\n"),
        refused(400, "another protocol's name", "GET /t RTSP/1.1\r\n" + HOST + "\r\n"),
        refused(505, "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        refused(400, "a method with a bracket", "G(T /t HTTP/1.1\r\n" + HOST + "\r\n"),
        served("a method in lower case", "get /t HTTP/1.1\r\n" + HOST + "\r\n", "get /t HTTP/1.1"));
  }

  private static Stream<Trick> hosts() {
    return Stream.of(
        refused(400, "no host", "GET /t HTTP/1.1\r\n\r\n"),
        refused(400, "two hosts", get("Host: other.example.org\r\n")),
        refused(400, "two equal hosts", get(HOST)),
        refused(400, "a user in the host", "GET /t HTTP/1.1\r\nHost: a@mail.example.org\r\n\r\n"),
        refused(400, "a space in the host", "GET /t HTTP/1.1\r\nHost: mail.example.org x\r\n\r\n"),
        refused(400, "a path in the host", "GET /t HTTP/1.1\r\nHost: mail.example.org/x\r\n\r\n"),
        refused(400, "a comma in the host", "GET /t HTTP/1.1\r\nHost: a.org,b.org\r\n\r\n"),
        refused(400, "a port of words", "GET /t HTTP/1.1\r\nHost: a.org:80@b.org\r\n\r\n"),
        refused(400, "a port too high", "GET /t HTTP/1.1\r\nHost: a.org:65536\r\n\r\n"),
        served(
            "an absolute target and another host",
            "GET http://mail.example.org/t HTTP/1.1\r\nHost: evil.example.com\r\n\r\n",
            "GET /t HTTP/1.1"),
        served(
            "an absolute target of https",
            "GET https://mail.example.org/t HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /t HTTP/1.1"),
        refused(
            400, "an absolute target with a user", "GET http://a@b/t HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(
            400, "an absolute target without a host", "GET http:///t HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(400, "an absolute target of ftp", "GET ftp://a/t HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(
            400,
            "an absolute target's host is none",
            "GET http://a,b/t HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(400, "an authority alone", "GET mail.example.org:80 HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(400, "an asterisk and GET", "GET * HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(400, "a fragment", "GET /t#x HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(400, "octets beyond ASCII", "GET /t\u00e4 HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(400, "above the root", "GET /../t HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(400, "an escaped line end", "GET /t%0d%0aX:y HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(405, "CONNECT", "CONNECT mail.example.org:25 HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(405, "CONNECT and a path", "CONNECT /t HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(405, "TRACE", "TRACE /t HTTP/1.1\r\n" + HOST + "\r\n"));
  }

  private static Stream<Trick> hops() {
    return Stream.of(
        served(
            "forwarding headers named",
            get("Connection: close, X-Forwarded-For, X-Real-IP, Host\r\n").replace("close, ", ""),
            "GET /t HTTP/1.1"),
        served("a header named", get("Connection: X-Secret\r\nX-Secret: 1\r\n"), "GET /t HTTP/1.1")
            .hides("X-Secret"),
        served(
            "the length named",
            post("Connection: Content-Length\r\nContent-Length: 5\r\n", "hello"),
            "POST /t HTTP/1.1",
            "hello"),
        served(
            "the coding named",
            post("Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            "POST /t HTTP/1.1",
            "trailers []"),
        served(
                "strangers' forwarding headers",
                get(
                    "X-Forwarded-For: 6.6.6.6\r\n"
                        + "X-Real-IP: 6.6.6.6\r\n"
                        + "Forwarded: for=6.6.6.6\r\n"
                        + "X-Forwarded-Host: 6.6.6.6\r\n"
                        + "X-Request-Id: 6.6.6.6\r\n"
                        + "Proxy: 6.6.6.6\r\n"),
                "GET /t HTTP/1.1")
            .hides("6.6.6.6"),
        served(
                "an upgrade to h2c",
                get(
                    "Connection: Upgrade, HTTP2-Settings\r\n"
                        + "Upgrade: h2c\r\n"
                        + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
                "GET /t HTTP/1.1")
            .hides("h2c", "HTTP2-Settings"),
        served(
                "a WebSocket with a body",
                get("Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n") + "hello",
                "GET /t HTTP/1.1",
                "hello")
            .hides("pgrade"),
        served("TE", get("TE: trailers, chunked\r\nConnection: TE\r\n"), "GET /t HTTP/1.1")
            .hides("TE"),
        served(
            "ranges", get("Range: bytes=" + "0-0,".repeat(2_000) + "0-1\r\n"), "GET /t HTTP/1.1"),
        served("expectations of nonsense", get("Expect: 200-maybe\r\n"), "GET /t HTTP/1.1"));
  }

  private static Stream<Trick> tricks() {
    return Stream.of(lengths(), codings(), chunks(), lines(), hosts(), hops()).flatMap(t -> t);
  }

  /** All that the server says until it closes; a connection that it leaves open is a failure. */
  private static String saysTo(String octets) throws IOException {
    return Wire.saidTo(server.door("http"), octets, LIMIT_MILLIS);
  }

  private static List<Integer> statuses(String said) {
    return said.lines()
        .filter(line -> line.startsWith("HTTP/1.1 "))
        .map(line -> Integer.parseInt(line.substring(9, 12)))
        .toList();
  }

  private static List<String> seen() {
    return SEEN.stream().map(head -> head.lines().findFirst().orElse("")).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tricks")
  void noTrickMakesTheUpstreamServerSeeAnotherRequestThanWeDo(Trick trick) throws IOException {
    SEEN.clear();
    var said = saysTo(trick.octets + BEHIND);
    var expected = new ArrayList<>(trick.seen);
    if (trick.status == 200) {
      expected.add("GET /behind HTTP/1.1");
      assertThat(statuses(said)).containsExactly(200, 200);
    } else {
      assertThat(statuses(said)).containsExactly(trick.status);
      assertThat(said).containsIgnoringCase("connection: close");
    }
    assertThat(seen()).containsExactlyElementsOf(expected);
    trick.hidden.forEach(word -> assertThat(SEEN.getFirst()).doesNotContain(word));
    SEEN.stream()
        .filter(head -> head.contains("HTTP/1.1"))
        .forEach(head ->
            assertThat(head)
                .contains(
                    "\nhost: mail.example.org",
                    "X-Forwarded-For: 127.0.0.1",
                    "X-Real-IP: 127.0.0.1"));
  }

  @Test
  void aHundredRequestsAtOnceAreAnsweredInOrder() throws IOException {
    SEEN.clear();
    assertThat(statuses(saysTo(get("").repeat(100) + BEHIND))).hasSize(101).containsOnly(200);
    assertThat(seen()).hasSize(101).endsWith("GET /behind HTTP/1.1");
  }

  @Test
  void thousandsOfRequestsAtOnceThatGoNowhereAreAnsweredAsWell() throws IOException {
    SEEN.clear();
    String nowhere = "GET /nginx_status HTTP/1.1\r\nHost:h\r\n\r\n";
    var said = saysTo(get("") + nowhere.repeat(5_000) + BEHIND);
    assertThat(statuses(said)).hasSize(5_002);
    assertThat(seen()).containsExactly("GET /t HTTP/1.1", "GET /behind HTTP/1.1");
  }
}
