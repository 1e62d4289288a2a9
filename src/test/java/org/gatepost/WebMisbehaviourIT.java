package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.ScriptedWeb;
import org.gatepost.testing.ScriptedWeb.Script;
import org.gatepost.testing.TestNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One line for each kind of nonsense that the web side of a mailbox server may come up with. */
final class WebMisbehaviourIT {
  private static final String CLEAR = "http://mail.example.org";
  private static final String SITE = "https://mail.example.org";
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  @TempDir private Path folder;
  private ScriptedWeb web;
  private GatepostServer server;

  @BeforeEach
  void start() throws IOException, ConfigurationException, StartException {
    web = ScriptedWeb.start(TestNames.MAILBOX_A, ScriptedWeb.answers("200 OK", "well"));
    server =
        GatepostServer.in(folder)
            .webDoors()
            .webMailbox(web)
            .attribute("zimbraReverseProxyUpstreamReadTimeout", "1s")
            .start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    web.close();
  }

  static Stream<Arguments> nonsense() {
    return Stream.of(
        Arguments.of("hangs", ScriptedWeb.hangs(), 504),
        Arguments.of("resets", ScriptedWeb.resets(), 502),
        Arguments.of("closes", ScriptedWeb.says(""), 502),
        Arguments.of("no HTTP", ScriptedWeb.says("220 hello\r\n"), 502),
        Arguments.of("half a status line", ScriptedWeb.says("HTTP/1.1 20"), 502),
        Arguments.of("half a head", ScriptedWeb.says(OK + "Content-Length: 4\r\nX-Ha"), 502),
        Arguments.of(
            "half a head and silence",
            ScriptedWeb.says(OK + "X-Half").then(connection -> connection.waitForTheEnd()),
            504),
        Arguments.of("1 GB of head", ScriptedWeb.headOf(1_000_000_000), 502),
        Arguments.of("a status of four digits", ScriptedWeb.says("HTTP/1.1 2000 OK\r\n\r\n"), 502),
        Arguments.of(
            "two lengths that differ",
            ScriptedWeb.says(OK + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
            502),
        Arguments.of("a length below 0", ScriptedWeb.says(OK + "Content-Length: -1\r\n\r\n"), 502),
        Arguments.of(
            "a length of words", ScriptedWeb.says(OK + "Content-Length: ten\r\n\r\n"), 502),
        Arguments.of(
            "another protocol unasked",
            ScriptedWeb.says("HTTP/1.1 101 Now\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
            502));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nonsense")
  void aServerThatGivesNoAnswerIsAnErrorThatSaysSo(String what, Script script, int status)
      throws IOException {
    web.plays(script);
    for (var answer :
        List.of(server.curl("http").get(CLEAR + "/h/"), server.http2().get(SITE + "/h/"))) {
      assertThat(answer.status()).as(what).isIn(status, 503);
      assertThat(answer.exit()).isZero();
      assertThat(answer.body()).doesNotContain("127.0.0", TestNames.MAILBOX_A);
      assertThat(answer.header("X-Request-Id")).isNotEmpty();
    }
    assertThat(server.curl("http").get(CLEAR + "/h/").status()).isIn(status, 503);
  }

  static Stream<Arguments> brokenBodies() {
    return Stream.of(
        Arguments.of("too short", ScriptedWeb.says(OK + "Content-Length: 10\r\n\r\nshort")),
        Arguments.of(
            "no chunk size",
            ScriptedWeb.says(OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\nzz\r\n")),
        Arguments.of(
            "no last chunk",
            ScriptedWeb.says(OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n")),
        Arguments.of(
            "reset",
            (Script)
                connection -> {
                  connection.request();
                  connection.wire().send(OK + "Content-Length: 10\r\n\r\nshort");
                  connection.reset();
                }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenBodies")
  void aBodyThatBreaksOffIsNeverTakenForAWholeOne(String what, Script script) throws IOException {
    web.plays(script);
    // 18: not all came, 52: nothing came, 56: reset, 92: the stream was not closed as it should be.
    assertThat(server.curl("http").get(CLEAR + "/h/").exit()).as(what).isIn(18, 52, 56);
    assertThat(server.http2().get(SITE + "/h/").exit()).as(what).isIn(18, 56, 92);
  }

  @Test
  void whatFollowsAResponseIsNobodys() throws IOException {
    var second = ScriptedWeb.response("200 OK", "not yours");
    web.plays(ScriptedWeb.says(ScriptedWeb.response("200 OK", "first") + second));
    var answers = server.curl("http").with(CLEAR + "/1").get(CLEAR + "/2");
    assertThat(answers.exit()).isZero();
    assertThat(answers.body()).endsWith("first");
    assertThat(web.connections()).isEqualTo(2);
  }

  @Test
  void aBodyWithoutALengthEndsWithTheConnection() throws IOException {
    web.plays(ScriptedWeb.says("HTTP/1.0 200 OK\r\n\r\nuntil the end"));
    assertThat(server.curl("http").get(CLEAR + "/").body()).isEqualTo("until the end");
    assertThat(server.http2().get(SITE + "/").body()).isEqualTo("until the end");
    assertThat(server.curl("http").with("--http1.0").get(CLEAR + "/").body())
        .isEqualTo("until the end");
  }

  @Test
  void aGetWithoutAnAnswerIsSentOnceMoreAndAPostIsNot() throws IOException {
    web.plays(ScriptedWeb.resets());
    assertThat(server.curl("http").get(CLEAR + "/").status()).isEqualTo(502);
    assertThat(web.requests()).hasSize(2);
  }

  @Test
  void aPostThatMayHaveBeenExecutedIsNotSentAgain() throws IOException {
    web.plays(ScriptedWeb.resets());
    assertThat(server.curl("http").with("--data", "x").get(CLEAR + "/").status()).isEqualTo(502);
    assertThat(web.requests()).hasSize(1);
  }

  @Test
  void aKeptConnectionThatTheServerClosesMeanwhileCostsNobodyARequest() throws IOException {
    var curl = server.curl("http");
    assertThat(curl.get(CLEAR + "/").body()).isEqualTo("well");
    // It answers once more on no connection that it has now.
    web.plays(ScriptedWeb.answers("200 OK", "anew"));
    web.hangUp();
    assertThat(curl.get(CLEAR + "/").body()).isEqualTo("anew");
    assertThat(curl.get(CLEAR + "/").body()).isEqualTo("anew");
  }

  @Test
  void aKeptConnectionThatClosesInsteadOfAnsweringCostsNobodyARequestEither() throws IOException {
    web.plays(connection -> {
      connection.request();
      connection.answer("200 OK", "kept");
      connection.request();
    });
    var curl = server.curl("http");
    for (int i = 0; i < 4; i++) {
      assertThat(curl.get(CLEAR + "/").body()).isEqualTo("kept");
    }
  }

  @Test
  void interimResponsesArePassedOnAndDoNotEndTheRequest() throws IOException {
    web.plays(connection -> {
      while (true) {
        var request = connection.request();
        connection.wire().send("HTTP/1.1 103 Early Hints\r\nLink: </x.css>\r\n\r\n");
        if (request.header("Expect") != null) {
          connection.wire().send("HTTP/1.1 100 Continue\r\n\r\n");
        }
        var body = new String(connection.body(request), StandardCharsets.ISO_8859_1);
        connection.answer("200 OK", "got " + body);
      }
    });
    for (var curl : List.of(server.curl("https"), server.http2())) {
      assertThat(curl.get(SITE + "/").body()).isEqualTo("got ");
      var posted = curl.header("Expect", "100-continue").with("--data", "abc").get(SITE + "/");
      assertThat(posted.status()).isEqualTo(200);
      assertThat(posted.body()).isEqualTo("got abc");
    }
    try (var client = server.connect("http")) {
      client.say("POST / HTTP/1.1").say("Host: mail.example.org").say("Expect: 100-continue");
      client.say("Content-Length: 3").say("");
      client.expect("HTTP/1.1 103 Early Hints").untilEmptyLine();
      client.expect("HTTP/1.1 100 Continue").untilEmptyLine();
      client.send("abc").expect("HTTP/1.1 200 OK").untilEmptyLine();
      assertThat(client.octets(7)).asString(StandardCharsets.ISO_8859_1).isEqualTo("got abc");
    }
    assertThat(web.requests()).anyMatch(r -> "100-continue".equals(r.header("Expect")));
  }

  @Test
  void whoeverRefusesWhatIsExpectedIsHeardBeforeTheBodyComes() throws IOException {
    web.plays(ScriptedWeb.says(ScriptedWeb.response("417 No", "too much", "Connection: close")));
    try (var client = server.connect("http")) {
      client.say("POST / HTTP/1.1").say("Host: mail.example.org").say("Expect: 100-continue");
      client.say("Content-Length: 100000000").say("");
      client.expect("HTTP/1.1 417 No").untilEmptyLine();
    }
  }

  @Test
  void trailersReachBothSides() throws IOException {
    web.plays(connection -> {
      while (true) {
        var request = connection.request();
        connection.body(request);
        var trailers =
            request.header("Transfer-Encoding") == null ? List.of() : connection.trailers();
        connection
            .wire()
            .send(
                OK
                    + "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                    + "4\r\nwell\r\n0\r\nX-Sum: "
                    + trailers
                    + "\r\n\r\n");
      }
    });
    try (var client = server.connect("http")) {
      client.say("POST / HTTP/1.1").say("Host: mail.example.org");
      client.say("Transfer-Encoding: chunked").say("");
      client.send("3;name=value\r\nabc\r\n0\r\nX-Check: 17\r\n\r\n");
      client.expect("HTTP/1.1 200 OK").untilEmptyLine();
      client.expect("4").expect("well").expect("0");
      assertThat(client.untilEmptyLine()).containsExactly("X-Sum: [X-Check: 17]");
    }
    assertThat(server.http2().get(SITE + "/").header("X-Sum")).isEqualTo("[]");
  }
}
