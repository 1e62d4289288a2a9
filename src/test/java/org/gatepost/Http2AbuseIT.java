package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.Http2Wire;
import org.gatepost.testing.Http2Wire.Frame;
import org.gatepost.testing.ScriptedWeb;
import org.gatepost.testing.TestNames;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that speak HTTP/2 to do harm (RFC 9113 §8.1.1, §8.3, §10.5): the stream is refused or the
 * connection ends, nothing of it reaches upstream servers, and others are served as ever.
 */
final class Http2AbuseIT {
  private static final int NO_ERROR = 0;
  private static final int STREAM_CLOSED = 5;
  private static final int REFUSED_STREAM = 7;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int INITIAL_WINDOW = 4;
  private static final int MAX_STREAMS = 16;
  private static final int LARGE = 50_000_000;
  private static final String MAIL = "mail.example.org";

  private static final List<String> SEEN = new CopyOnWriteArrayList<>();
  private static final AtomicLong SENT = new AtomicLong();

  @TempDir private static Path folder;
  private static ScriptedWeb web;
  private static GatepostServer server;

  @BeforeAll
  static void start() throws Exception {
    web = ScriptedWeb.start(TestNames.MAILBOX_A, Http2AbuseIT::serve);
    server =
        GatepostServer.in(folder)
            .door("protocol: http, tls: implicit")
            .attribute("zimbraReverseProxyMailMode", "both")
            .attribute("zimbraReverseProxyStrictServerNameEnabled", "FALSE")
            .attribute("gatepostHttp2MaxStreams", String.valueOf(MAX_STREAMS))
            .attribute("gatepostWebBodyTimeout", "1s")
            .webMailbox(web)
            .start();
  }

  private static void serve(ScriptedWeb.Connection connection) throws Exception {
    while (true) {
      var request = connection.request();
      SEEN.add(String.join("\n", request.lines()));
      switch (request.target()) {
        case "/large" -> {
          connection.wire().send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
          for (int sent = 0; sent < LARGE; sent += 10_000) {
            connection.wire().send(new byte[10_000]);
            SENT.addAndGet(10_000);
          }
        }
        case "/early" -> {
          connection.answer("413 Enough", "too much");
          connection.waitForTheEnd();
        }
        case "/never" -> connection.waitForTheEnd();
        default -> {
          var body = new String(connection.body(request), StandardCharsets.ISO_8859_1);
          if (request.header("Transfer-Encoding") != null) {
            body += connection.trailers();
          }
          connection.answer("200 OK", "got " + body);
        }
      }
    }
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    web.close();
  }

  @BeforeEach
  void forget() {
    SEEN.clear();
    SENT.set(0);
  }

  /** Whoever else comes is served, whatever was done. */
  @AfterEach
  void othersAreServed() throws IOException {
    try (var other = open()) {
      other.send(get(1, "/other"));
      assertThat(outcome(other, 1)).isEqualTo("200");
    }
  }

  private static Http2Wire open(int... settings) throws IOException {
    return Http2Wire.to(server.door("https"), settings);
  }

  private static byte[] head(int stream, int flags, String... headers) {
    return Http2Wire.frame(
        Http2Wire.HEADERS, flags | Http2Wire.END_HEADERS, stream, Http2Wire.block(headers));
  }

  private static String[] with(String... more) {
    return Stream.concat(
            Stream.of(":method", "GET", ":scheme", "https", ":path", "/t", ":authority", MAIL),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static byte[] get(int stream, String path) {
    return head(
        stream,
        Http2Wire.END_STREAM,
        ":method",
        "GET",
        ":scheme",
        "https",
        ":path",
        path,
        ":authority",
        MAIL);
  }

  private static byte[] post(int stream, String path, String... more) {
    return head(
        stream,
        0,
        Stream.concat(
                Stream.of(":method", "POST", ":scheme", "https", ":path", path, ":authority", MAIL),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static byte[] data(int stream, int flags, String text) {
    return Http2Wire.frame(
        Http2Wire.DATA, flags, stream, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A status; "reset" or "gone" if none came. */
  private static String outcome(Http2Wire wire, int stream) throws IOException {
    return outcomes(wire, stream).getOrDefault(stream, "nothing");
  }

  /** What becomes of each of these streams. */
  private static Map<Integer, String> outcomes(Http2Wire wire, int... streams) throws IOException {
    var left = new HashSet<Integer>();
    for (int stream : streams) {
      left.add(stream);
    }
    var outcomes = new HashMap<Integer, String>();
    while (!left.isEmpty()) {
      Frame frame = wire.next();
      if (frame == null) {
        left.forEach(stream -> outcomes.putIfAbsent(stream, "gone"));
        break;
      }
      try {
        if (frame.type() == Http2Wire.HEADERS) {
          var head = wire.headers(frame);
          if (head.containsKey(":status")) {
            outcomes.put(frame.stream(), head.get(":status"));
          }
        }
      } catch (Http2Exception e) {
        throw new IOException(e);
      }
      if (frame.type() == Http2Wire.RST_STREAM && left.contains(frame.stream())) {
        outcomes.putIfAbsent(frame.stream(), "reset");
        left.remove(frame.stream());
      } else if (frame.ends()) {
        left.remove(frame.stream());
      }
    }
    return outcomes;
  }

  @SuppressWarnings("ArrayRecordComponent") // tricks are never compared
  record Trick(String name, byte[] frames) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Trick get(String name, String... headers) {
    return new Trick(name, head(1, Http2Wire.END_STREAM, headers));
  }

  private static Trick more(String name, String... headers) {
    return get(name, with(headers));
  }

  private static byte[] all(byte[]... frames) {
    var octets = new ByteArrayOutputStream();
    Stream.of(frames).forEach(octets::writeBytes);
    return octets.toByteArray();
  }

  private static Stream<Trick> tricks() {
    String m = ":method";
    String s = ":scheme";
    String p = ":path";
    String a = ":authority";
    return Stream.of(
        more("connection", "connection", "close"),
        more("keep-alive", "keep-alive", "timeout=5"),
        more("proxy-connection", "proxy-connection", "keep-alive"),
        more("upgrade", "upgrade", "websocket"),
        more("transfer-encoding", "transfer-encoding", "chunked"),
        more("te other than trailers", "te", "gzip"),
        more("an upper-case name", "X-Upper", "1"),
        more("an empty name", "", "1"),
        more("a name with a colon", "x:y", "1"),
        more("a name with a space", "x y", "1"),
        more("a name with CR and LF", "x\r\nevil", "1"),
        more("a value with CR and LF", "x", "1\r\nevil: 1"),
        more("a value with LF", "x", "1\nevil: 1"),
        more("a value with NUL", "x", "1\u0000"),
        more("a pseudo header behind others", "x", "y", ":path", "/evil"),
        more("an unknown pseudo header", ":evil", "y"),
        more("a pseudo header of responses", ":status", "200"),
        more("a pseudo header twice", ":path", "/evil"),
        more("the method twice", ":method", "GET"),
        more("the authority twice", ":authority", MAIL),
        more("another host", "host", "evil.example.com"),
        more("two hosts", "host", MAIL, "host", "evil.example.com"),
        more("a length and no body", "content-length", "5"),
        more("two lengths", "content-length", "0", "content-length", "5"),
        more("a length of nonsense", "content-length", "x"),
        get("no method", s, "https", p, "/t", a, MAIL),
        get("no path", m, "GET", s, "https", a, MAIL),
        get("no scheme", m, "GET", p, "/t", a, MAIL),
        get("no authority and no host", m, "GET", s, "https", p, "/t"),
        get("an empty path", m, "GET", s, "https", p, "", a, MAIL),
        get("an empty method", m, "", s, "https", p, "/t", a, MAIL),
        get("a path with a space", m, "GET", s, "https", p, "/t HTTP/1.1", a, MAIL),
        get("a path with a line end", m, "GET", s, "https", p, "/t\r\nevil: 1", a, MAIL),
        get("a path that is an address", m, "GET", s, "https", p, "http://evil/t", a, MAIL),
        get("a path without a slash", m, "GET", s, "https", p, "t", a, MAIL),
        get("a path above the root", m, "GET", s, "https", p, "/../t", a, MAIL),
        get("a method with a space", m, "GET /evil HTTP/1.1", s, "https", p, "/t", a, MAIL),
        get("a method with a line end", m, "GET\r\n", s, "https", p, "/t", a, MAIL),
        get("CONNECT", m, "CONNECT", a, "mail.example.org:25"),
        get(
            "extended CONNECT",
            m,
            "CONNECT",
            ":protocol",
            "websocket",
            s,
            "https",
            p,
            "/t",
            a,
            MAIL),
        get("TRACE", m, "TRACE", s, "https", p, "/t", a, MAIL),
        get("a scheme with a line end", m, "GET", s, "https\r\n", p, "/t", a, MAIL),
        get("an authority with a user", m, "GET", s, "https", p, "/t", a, "u@mail.example.org"),
        get("an authority with a line end", m, "GET", s, "https", p, "/t", a, MAIL + "\r\nx: y"),
        get("an authority with a path", m, "GET", s, "https", p, "/t", a, MAIL + "/x"),
        get("an asterisk", m, "GET", s, "https", p, "*", a, MAIL),
        more("an old WebSocket", "sec-websocket-key1", "1", "sec-websocket-key2", "2"),
        more("32 KB of headers", "x", "y".repeat(16_000), "z", "y".repeat(18_000)),
        new Trick(
            "more than its length",
            all(post(1, "/t", "content-length", "3"), data(1, Http2Wire.END_STREAM, "hello"))),
        new Trick(
            "less than its length",
            all(post(1, "/t", "content-length", "9"), data(1, Http2Wire.END_STREAM, "hello"))),
        new Trick(
            "trailers that do not end the stream",
            all(post(1, "/t"), head(1, 0, "x", "y"), data(1, Http2Wire.END_STREAM, "hello"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tricks")
  void whatHttp1CannotSayIsRefused(Trick trick) throws IOException {
    try (var client = open()) {
      try {
        client.send(trick.frames).send(get(3, "/innocent"));
      } catch (SocketException gone) {
        // It ended the connection at once.
      }
      var outcomes = outcomes(client, 1, 3);
      assertThat(outcomes.get(1)).isIn("reset", "gone", "400", "405", "431");
      // The rest of the connection is not to suffer, unless the compression's state is lost.
      assertThat(outcomes.get(3)).isIn("200", "gone");
    }
    assertThat(SEEN.stream().filter(head -> !head.startsWith("GET /innocent")))
        // A body that turns out to be wrong was under way already; it was never whole.
        .allMatch(head -> head.startsWith("POST /t "))
        .noneMatch(head -> head.contains("evil"));
  }

  @Test
  void trailersThatWouldBeHeadersAreLeftOut() throws IOException {
    try (var client = open()) {
      client.send(
          all(
              post(1, "/t"),
              data(1, 0, "hello"),
              head(
                  1,
                  Http2Wire.END_STREAM,
                  "host",
                  "evil",
                  "x-forwarded-for",
                  "6.6.6.6",
                  "x-sum",
                  "1")));
      client.await(Http2Wire.HEADERS);
      assertThat(new String(client.await(Http2Wire.DATA).payload(), StandardCharsets.UTF_8))
          .isEqualTo("got hello[x-sum: 1]");
    }
  }

  @Test
  void dataBehindTheEndOfAStreamIsAnError() throws IOException {
    try (var client = open()) {
      client.send(all(get(1, "/never"), data(1, 0, "more"), get(3, "/innocent")));
      assertThat(client.await(Http2Wire.RST_STREAM).error()).isEqualTo(STREAM_CLOSED);
      assertThat(outcome(client, 3)).isEqualTo("200");
    }
  }

  @Test
  void aResponseBeforeTheBodyHasComeEndsTheRequest() throws Exception {
    try (var client = open()) {
      client.send(all(post(1, "/early"), data(1, 0, "x".repeat(10_000))));
      var head = client.await(Http2Wire.HEADERS);
      assertThat(client.headers(head)).containsEntry(":status", "413");
      client.send(all(data(1, 0, "x".repeat(10_000)), data(1, 0, "x".repeat(10_000))));
      assertThat(head.stream()).isEqualTo(1);
      assertThat(client.await(Http2Wire.RST_STREAM).error()).isEqualTo(NO_ERROR);
      client.send(all(data(1, 0, "late"), get(3, "/innocent")));
      assertThat(outcome(client, 3)).isEqualTo("200");
    }
  }

  @Test
  void oneStreamTooManyIsRefusedAndTheOthersGoOn() throws IOException {
    try (var client = open()) {
      client.await(Http2Wire.SETTINGS);
      for (int i = 0; i < MAX_STREAMS; i++) {
        client.send(get(1 + 2 * i, "/never"));
      }
      client.send(get(1 + 2 * MAX_STREAMS, "/one-more"));
      var refused = client.await(Http2Wire.RST_STREAM);
      assertThat(refused.stream()).isEqualTo(1 + 2 * MAX_STREAMS);
      assertThat(refused.error()).isIn(REFUSED_STREAM, 1);
      client.send(reset(1)).send(get(3 + 2 * MAX_STREAMS, "/innocent"));
      assertThat(outcome(client, 3 + 2 * MAX_STREAMS)).isEqualTo("200");
    }
    assertThat(SEEN).noneMatch(head -> head.startsWith("GET /one-more"));
  }

  private static byte[] reset(int stream) {
    return Http2Wire.frame(Http2Wire.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
  }

  /** Sends the octets again and again, until the server has had enough. */
  private static int floods(Http2Wire client, byte[]... frames) throws IOException {
    try {
      for (byte[] frame : frames) {
        client.send(frame);
      }
    } catch (SocketException gone) {
      return ENHANCE_YOUR_CALM;
    }
    for (Frame frame = client.next(); frame != null; frame = client.next()) {
      if (frame.type() == Http2Wire.GOAWAY) {
        return frame.error();
      }
    }
    return ENHANCE_YOUR_CALM;
  }

  @Test
  void tenThousandStreamsThatAreResetAtOnceEndTheConnection() throws IOException {
    try (var client = open()) {
      byte[][] frames =
          IntStream.range(0, 10_000)
              .mapToObj(i -> all(get(1 + 2 * i, "/never"), reset(1 + 2 * i)))
              .toArray(byte[][]::new);
      assertThat(floods(client, frames)).isEqualTo(ENHANCE_YOUR_CALM);
    }
    assertThat(SEEN).hasSizeLessThan(1_000);
  }

  @Test
  void headersThatGoOnAndOnEndTheConnection() throws IOException {
    try (var client = open()) {
      byte[][] frames = new byte[10_000][];
      frames[0] =
          Http2Wire.frame(Http2Wire.HEADERS, Http2Wire.END_STREAM, 1, Http2Wire.block(with()));
      for (int i = 1; i < frames.length; i++) {
        frames[i] =
            Http2Wire.frame(Http2Wire.CONTINUATION, 0, 1, Http2Wire.block("x", "y".repeat(100)));
      }
      assertThat(floods(client, frames)).isEqualTo(ENHANCE_YOUR_CALM);
    }
    assertThat(SEEN).isEmpty();
  }

  @Test
  void emptyContinuationsWithoutEndEndTheConnection() throws IOException {
    try (var client = open()) {
      byte[][] frames = new byte[10_000][];
      Arrays.fill(frames, Http2Wire.frame(Http2Wire.CONTINUATION, 0, 1, new byte[0]));
      frames[0] =
          Http2Wire.frame(Http2Wire.HEADERS, Http2Wire.END_STREAM, 1, Http2Wire.block(with()));
      assertThat(floods(client, frames)).isEqualTo(ENHANCE_YOUR_CALM);
    }
    assertThat(SEEN).isEmpty();
  }

  @Test
  void aHeaderOfFourKilobytesThatIsMeantSixteenThousandTimesIsRefused() throws IOException {
    var block = new ByteArrayOutputStream();
    block.writeBytes(Http2Wire.block(with()));
    // A literal that goes into the table (RFC 7541 §6.2.1), then its index, again and again.
    var entry = Http2Wire.block("x", "y".repeat(4_000));
    entry[0] = 0x40;
    block.writeBytes(entry);
    for (int i = 0; i < 12_000; i++) {
      block.write(0x80 | 62);
    }
    try (var client = open()) {
      client.send(
          Http2Wire.frame(
              Http2Wire.HEADERS,
              Http2Wire.END_STREAM | Http2Wire.END_HEADERS,
              1,
              block.toByteArray()));
      assertThat(outcome(client, 1)).isIn("431", "reset", "gone");
    }
    assertThat(SEEN).isEmpty();
  }

  @Test
  void pingsWhoseAnswersNobodyReadsEndTheConnection() throws IOException {
    var many = new ByteArrayOutputStream();
    for (int i = 0; i < 1_000; i++) {
      many.writeBytes(Http2Wire.frame(Http2Wire.PING, 0, 0, new byte[8]));
    }
    try (var client = open()) {
      byte[][] frames = new byte[1_000][];
      Arrays.fill(frames, many.toByteArray());
      assertThat(floods(client, frames)).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void emptyDataWithoutEndEndsTheConnection() throws IOException {
    try (var client = open()) {
      byte[][] frames = new byte[10_000][];
      Arrays.fill(frames, data(1, 0, ""));
      frames[0] = post(1, "/t");
      assertThat(floods(client, frames)).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void whoeverOpensNoWindowHoldsUpItselfAloneAndNotForLong() throws IOException {
    try (var client = open(INITIAL_WINDOW, 0)) {
      client.send(all(get(1, "/large"), get(3, "/large")));
      assertThat(client.await(Http2Wire.RST_STREAM).stream()).isIn(1, 3);
      assertThat(client.await(Http2Wire.RST_STREAM).stream()).isIn(1, 3);
    }
    // Nothing was read from the upstream server but what buffers of the kernel and ours hold.
    assertThat(SENT.get()).isLessThan(LARGE);
  }
}
