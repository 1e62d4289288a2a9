package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.ScriptedWeb;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One line for each way of an upstream server to say more than it was asked, or what others may
 * read in two ways. The next request always gets its own answer, and never what came before.
 */
final class ResponseSplittingIT {
  private static final String HOST = " HTTP/1.1\r\nHost: mail.example.org\r\n";
  private static final String NEXT = "GET /next" + HOST + "Connection: close\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String EVIL = OK + "Content-Length: 4\r\n\r\nevil";
  private static final String LENGTH = "Content-Length: 4\r\n\r\n";
  private static final int LIMIT_MILLIS = 10_000;
  private static final AtomicReference<String> ANSWER = new AtomicReference<>("");

  @TempDir private static Path folder;
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
                if (request.target().equals("/first")) {
                  connection.wire().send(ANSWER.get());
                } else {
                  connection.answer("200 OK", "genuine");
                }
              }
            });
    server =
        GatepostServer.in(folder)
            .door("protocol: http, tls: none")
            .attribute("zimbraReverseProxyMailMode", "both")
            .entry(
                """
                dn: cn=%1$s,cn=servers,cn=zimbra
                objectClass: zimbraServer
                cn: %1$s
                zimbraServiceHostname: %1$s
                zimbraServiceEnabled: mailbox
                zimbraServiceEnabled: service
                zimbraServiceEnabled: zimbra
                zimbraReverseProxyLookupTarget: TRUE
                zimbraMailMode: both
                zimbraMailPort: %2$d
                zimbraMailProxyMaxFails: 0
                """
                    .formatted(web.host(), web.port()))
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    web.close();
  }

  /**
   * An answer.
   *
   * @param method that is answered so
   * @param status that the client gets
   */
  record Trick(String name, String method, String more, String octets, int status) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Trick trick(int status, String name, String octets) {
    return new Trick(name, "GET", "", octets, status);
  }

  private static Trick trick(int status, String name, String method, String octets) {
    return new Trick(name, method, "", octets, status);
  }

  private static Trick webSocket(String name, String octets) {
    var asks =
        """
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        """;
    return new Trick(name, "GET", asks, octets, 502);
  }

  private static Stream<Trick> tricks() {
    return Stream.of(
        trick(200, "one response", OK + LENGTH + "well"),
        trick(200, "a whole response behind it", OK + LENGTH + "well" + EVIL),
        trick(
            200, "half a response behind it", OK + LENGTH + "wellHTTP/1.1 200 OK\r\nX-Evil: evil"),
        trick(200, "a letter behind it", OK + LENGTH + "well?"),
        trick(200, "a line end behind it", OK + LENGTH + "well\r\n"),
        trick(
            200,
            "a response behind chunks",
            OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + EVIL),
        trick(
            200,
            "an interim response behind it",
            OK + LENGTH + "well" + "HTTP/1.1 100 Continue\r\n\r\n"),
        trick(204, "204 with a body", "HTTP/1.1 204 No\r\nContent-Length: 4\r\n\r\nevil"),
        trick(
            204,
            "204 with chunks",
            "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nevil\r\n0\r\n\r\n"),
        trick(204, "204 with a response", "HTTP/1.1 204 No\r\nContent-Length: 43\r\n\r\n" + EVIL),
        trick(304, "304 with a body", "HTTP/1.1 304 No\r\nContent-Length: 4\r\n\r\nevil"),
        trick(
            304,
            "304 with chunks",
            "HTTP/1.1 304 No\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nevil\r\n0\r\n\r\n"),
        trick(200, "HEAD with a body", "HEAD", OK + LENGTH + "evil"),
        trick(
            200,
            "HEAD with chunks",
            "HEAD",
            OK + "Transfer-Encoding: chunked\r\n\r\n4\r\nevil\r\n0\r\n\r\n"),
        trick(200, "HEAD with a response", "HEAD", OK + "Content-Length: 43\r\n\r\n" + EVIL),
        trick(
            502,
            "length and chunks",
            OK + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        trick(502, "two lengths", OK + "Content-Length: 5\r\n" + LENGTH + "well" + EVIL),
        trick(502, "two equal lengths", OK + "Content-Length: 4\r\n" + LENGTH + "well"),
        trick(502, "a list of lengths", OK + "Content-Length: 4, 4\r\n\r\nwell"),
        trick(502, "another coding", OK + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        trick(
            502,
            "another coding and a length",
            OK + "Transfer-Encoding: identity\r\n" + LENGTH + "well"),
        trick(
            502,
            "chunks in HTTP/1.0",
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        trick(502, "CR in a header", OK + "X: y\rX-Evil: evil\r\n" + LENGTH + "well"),
        trick(502, "LF in a header", OK + "X: y\nX-Evil: evil\r\n" + LENGTH + "well"),
        trick(502, "NUL in a header", OK + "X: y\u0000\r\n" + LENGTH + "well"),
        trick(502, "CR in the reason", "HTTP/1.1 200 OK\rX-Evil: evil\r\n" + LENGTH + "well"),
        trick(502, "no name", OK + ": evil\r\n" + LENGTH + "well"),
        trick(502, "no colon", OK + "evil\r\n" + LENGTH + "well"),
        trick(502, "HTTP/2.0", "HTTP/2.0 200 OK\r\n" + LENGTH + "well"),
        trick(502, "status 099", "HTTP/1.1 099 OK\r\n" + LENGTH + "well"),
        trick(502, "status +20", "HTTP/1.1 +20 OK\r\n" + LENGTH + "well"),
        trick(
            502,
            "101 unasked",
            "HTTP/1.1 101 Now\r\n"
                + "Connection: upgrade\r\n"
                + "Upgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: x\r\n\r\n"
                + EVIL),
        trick(
            502,
            "interim responses without end",
            "HTTP/1.1 103 Early\r\nX: y\r\n\r\n".repeat(5_000)),
        webSocket(
            "101 for another protocol",
            "HTTP/1.1 101 Now\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n" + EVIL),
        webSocket("101 for no protocol", "HTTP/1.1 101 Now\r\n\r\n" + EVIL),
        webSocket(
            "101 of an old draft",
            "HTTP/1.1 101 Now\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n" + EVIL));
  }

  /** All that the server says until it closes, which it must. */
  private static String saysTo(String octets) throws IOException {
    return Wire.saidTo(server.door("http"), octets, LIMIT_MILLIS);
  }

  private static List<Integer> finalStatuses(String said) {
    return Stream.of(said.split("HTTP/1\\.1 ", -1))
        .skip(1)
        .map(answer -> Integer.parseInt(answer.substring(0, 3)))
        .filter(status -> status >= 200)
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tricks")
  void theNextRequestGetsItsOwnAnswer(Trick trick) throws IOException {
    ANSWER.set(trick.octets);
    // Both at once, so that the next one waits while the first is answered.
    var said = saysTo(trick.method + " /first" + HOST + trick.more + "\r\n" + NEXT);
    assertThat(said).doesNotContain("evil").endsWith("genuine");
    assertThat(finalStatuses(said)).containsExactly(trick.status, 200);
  }
}
