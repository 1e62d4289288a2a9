package org.gatepost.route.lookup.answering;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.gatepost.route.Password;
import org.gatepost.route.Route;
import org.gatepost.route.Route.Keeping;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.telemetry.Meter;
import org.gatepost.telemetry.Meters;
import org.gatepost.testing.LeaksNothing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The handler's HTTP: what comes in pieces, what comes too early, what is no lookup. */
final class LookupHttpHandlerTest implements LeaksNothing {
  private static final InetAddress KNOWN = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress STRANGER = InetAddress.ofLiteral("203.0.113.9");

  /** The octets of spec mail 1.2. */
  private static final String ORIGINAL =
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

      """
          .replace("\n", "\r\n");

  private static final String PATH = "/service/extension/nginx-lookup";

  private final Meters meters = new Meters();
  private final List<RouteQuestion> asked = new ArrayList<>();
  private Duration idle = Duration.ofMinutes(1);

  @Test
  void originalsProxyIsAnswered() {
    assertThat(conversation(ORIGINAL))
        .isEqualTo(
            """
            HTTP/1.1 200 OK
            Auth-Status: OK
            Auth-Server: 192.0.2.50
            Auth-Port: 7993
            Auth-Cache-Alias: TRUE
            Auth-User: user1@example.test
            Content-Length: 0
            Connection: close

            (closed)\
            """
                .replace("\n", "\r\n"));
    assertThat(asked)
        .singleElement()
        .satisfies(question -> {
          assertThat(question.client()).isEqualTo(InetAddress.ofLiteral("192.0.2.10"));
          assertThat(question.proxy()).isEqualTo(InetAddress.ofLiteral("10.0.0.1"));
        });
    assertThat(counted("ok")).isEqualTo(1);
  }

  @Test
  void requestMayBeCutAnywhere() {
    String input = request("a@b.c") + request("d@e.f");
    String whole = conversation(input);

    assertThat(whole).containsSubsequence("Auth-User: a@b.c", "Auth-User: d@e.f");
    for (int at = 1; at < input.length(); at++) {
      assertThat(conversation(input.substring(0, at), input.substring(at))).isEqualTo(whole);
    }
    assertThat(conversation(input.split("", -1))).isEqualTo(whole);
  }

  @Test
  void randomPiecesMakeNoDifference() {
    String input = request("a@b.c") + request("nobody@b.c") + ORIGINAL;
    String whole = conversation(input);
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      List<String> pieces = new ArrayList<>();
      for (int at = 0; at < input.length(); ) {
        int end = Math.min(input.length(), at + 1 + random.nextInt(60));
        pieces.add(input.substring(at, end));
        at = end;
      }
      assertThat(conversation(pieces.toArray(String[]::new))).isEqualTo(whole);
    }
  }

  @Test
  void earlyRequestsWaitForTheirTurn() {
    Queue<Runnable> searches = new ArrayDeque<>();
    EmbeddedChannel channel = channel(KNOWN, searches::add);

    say(channel, request("a@b.c") + request("d@e.f") + request("g@h.i"));
    assertThat(searches).hasSize(1);
    assertThat(channel.config().isAutoRead()).isFalse();
    assertThat(said(channel)).isEmpty();

    searches.remove().run();
    channel.runPendingTasks();
    assertThat(said(channel)).contains("Auth-User: a@b.c").doesNotContain("d@e.f");
    searches.remove().run();
    channel.runPendingTasks();
    searches.remove().run();
    channel.runPendingTasks();
    assertThat(said(channel)).containsSubsequence("Auth-User: d@e.f", "Auth-User: g@h.i");
    assertThat(channel.config().isAutoRead()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void callerWhoLeavesIsNotAnswered() {
    Queue<Runnable> searches = new ArrayDeque<>();
    EmbeddedChannel channel = channel(KNOWN, searches::add);
    say(channel, request("a@b.c") + request("d@e.f"));

    channel.close().syncUninterruptibly();
    searches.remove().run();
    channel.runPendingTasks();

    assertThat(said(channel)).isEmpty();
    assertThat(searches).isEmpty();
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1.1 |                       | keep-alive
          1.1 | Connection: close     | close
          1.1 | Connection: keep-alive | keep-alive
          1.0 |                       | close
          1.0 | Connection: keep-alive | keep-alive
          1.0 | Connection: Keep-Alive | keep-alive
          """)
  void connectionStaysIfTheCallerWantsIt(String version, String header, String answer) {
    String extra = header == null ? "" : header + "\r\n";
    String said =
        conversation(
            "GET %s HTTP/%s\r\nHost: h\r\nAuth-Method: username\r\nAuth-User: a@b.c\r\nAuth-Protocol: imap\r\n%s\r\n"
                .formatted(PATH, version, extra));

    assertThat(said).contains("\r\nConnection: " + answer + "\r\n\r\n");
    assertThat(said.endsWith("(closed)")).isEqualTo(answer.equals("close"));
  }

  @Test
  void requestWithoutFieldsIsAProbe() {
    assertThat(conversation("GET " + PATH + " HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\nAuth-Status: missing header field Auth-User\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET / HTTP/1.1                                     | 404
          GET /service/extension/nginx-lookup2 HTTP/1.1      | 404
          GET /service/extension/nginx-lookup/ HTTP/1.1      | 404
          GET /service/extension/../extension/nginx-lookup HTTP/1.1 | 404
          POST /service/extension/nginx-lookup HTTP/1.1      | 405
          HEAD /service/extension/nginx-lookup HTTP/1.1      | 405
          get /service/extension/nginx-lookup HTTP/1.1       | 405
          CONNECT /service/extension/nginx-lookup HTTP/1.1   | 405
          GET /service/extension/nginx-lookup HTTP/2.0       | 505
          GET /service/extension/nginx-lookup HTTP/0.9       | 505
          GET /service/extension/nginx-lookup SMTP/1.0       | 400
          GET                                                | 400
          a LOGIN alice secret                               | 400
          """)
  void otherRequestsAreRefused(String line, int status) {
    assertThat(conversation(line + "\r\nHost: h\r\n\r\n" + request("a@b.c")))
        .startsWith("HTTP/1.1 " + status + " ")
        .endsWith("\r\nContent-Length: 0\r\nConnection: close\r\n\r\n(closed)")
        .doesNotContain("Auth-");
    assertThat(counted("malformed")).isEqualTo(1);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: gzip\r\n\r\n",
        "Content-Length: 000\r\n\r\n",
      })
  void bodiesAreRefused(String rest) {
    assertThat(conversation("GET " + PATH + " HTTP/1.1\r\nHost: h\r\nAuth-User: a\r\n" + rest))
        .matches("(?s)HTTP/1\\.1 (413|400) .*\\(closed\\)")
        .containsOnlyOnce("HTTP/1.1");
  }

  @Test
  void bodyOfNothingIsNone() {
    assertThat(
            conversation(
                request("a@b.c").replace("Host: h\r\n", "Host: h\r\nContent-Length: 0\r\n")))
        .contains("Auth-Status: OK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: -1",
        "Content-Length: x",
        "Content-Length: 1\r\nContent-Length: 0",
        "Auth-User : a",
        " folded: x",
        "No-Colon",
        "N\u0000ul: x",
        "Auth-User: a\u0000b"
      })
  void faultyFieldsAreRefused(String field) {
    String said = conversation("GET " + PATH + " HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n");

    assertThat(said).doesNotContain("Auth-Status: OK");
    assertThat(said).doesNotContain("\u0000");
  }

  @Test
  void headsHaveALimit() {
    assertThat(conversation("GET " + "/x".repeat(10_000))).startsWith("HTTP/1.1 414 ");
    assertThat(conversation("GET " + PATH + " HTTP/1.1\r\nX: " + "x".repeat(10_000)))
        .startsWith("HTTP/1.1 431 ");
    assertThat(conversation("GET " + PATH + " HTTP/1.1\r\n" + "X: y\r\n".repeat(2_000)))
        .startsWith("HTTP/1.1 431 ");
  }

  @Test
  void garbageIsRefusedOrSilent() {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] octets = new byte[random.nextInt(3_000)];
      random.nextBytes(octets);
      String said = conversation(new String(octets, ISO_8859_1));
      assertThat(said).matches("(?s)|HTTP/1\\.1 4\\d\\d .*|HTTP/1\\.1 505 .*");
    }
  }

  @Test
  void strangersAreRefused() {
    assertThat(conversation(STRANGER, request("a@b.c")))
        .isEqualTo(
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n(closed)");
    assertThat(conversation(STRANGER, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(asked).isEmpty();
    assertThat(counted("refused-caller")).isEqualTo(2);
  }

  @Test
  void strangersWithTheSecretAreAnswered() {
    String secret = "Host: h\r\nX-Gatepost-Secret: sesame\r\n";

    assertThat(conversation(STRANGER, request("a@b.c").replace("Host: h\r\n", secret)))
        .contains("Auth-Status: OK");
    // Each request shows it: a proxy in between may send those of several callers.
    assertThat(
            conversation(
                STRANGER, request("a@b.c").replace("Host: h\r\n", secret) + request("d@e.f")))
        .containsSubsequence("Auth-Status: OK", "HTTP/1.1 403 ");
  }

  @Test
  void silenceEndsTheConnection() {
    idle = Duration.ofSeconds(20);
    EmbeddedChannel channel = channel(KNOWN, Runnable::run);
    say(channel, "GET " + PATH);

    channel.advanceTimeBy(19, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isTrue();
    say(channel, " HTTP/1.1\r\n");
    channel.advanceTimeBy(2, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();

    assertThat(channel.isOpen()).isFalse();
    channel.finishAndReleaseAll();
  }

  private static String request(String user) {
    return "GET %s HTTP/1.1\r\nHost: h\r\nAuth-Method: username\r\nAuth-User: %s\r\nAuth-Protocol: imap\r\n\r\n"
        .formatted(PATH, user);
  }

  private long counted(String result) {
    return meters.counter(Meter.HANDLER_ANSWERS, result).sum();
  }

  private Route route(RouteQuestion question) throws RouteException {
    asked.add(question);
    if (question.loginName().startsWith("nobody")) {
      throw new RouteException(Reason.NO_SUCH_ACCOUNT, "user not found:" + question.loginName());
    }
    return new Route(
        "a.example.com",
        7993,
        List.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.50"), 7993)),
        question.loginName(),
        Optional.empty(),
        Keeping.ROUTE_AND_ALIAS);
  }

  private EmbeddedChannel channel(InetAddress peer, Executor executor) {
    LookupAnswers answers =
        new LookupAnswers(
            this::route,
            request -> {
              throw new RouteException(Reason.REFUSED, "no certificates here");
            },
            new RememberedReplies(10, System::nanoTime),
            new LookupAnswers.Terms(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10)),
            executor);
    Callers callers =
        new Callers(
            () -> Set.of(KNOWN), List.of(), Optional.of(Password.of("sesame")), System::nanoTime);
    return new EmbeddedChannel(
        LookupService.decoder(),
        new LookupHttpHandler(new LookupDesk(answers, callers, idle, meters), peer));
  }

  private String conversation(String... pieces) {
    return conversation(KNOWN, pieces);
  }

  private String conversation(InetAddress peer, String... pieces) {
    EmbeddedChannel channel = channel(peer, Runnable::run);
    for (String piece : pieces) {
      say(channel, piece);
    }
    String said = said(channel) + (channel.isOpen() ? "" : "(closed)");
    channel.finishAndReleaseAll();
    return said;
  }

  private static void say(EmbeddedChannel channel, String text) {
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
      channel.runPendingTasks();
    }
  }

  private static String said(EmbeddedChannel channel) {
    StringBuilder all = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.append(part.toString(ISO_8859_1));
      part.release();
    }
    return all.toString();
  }
}
