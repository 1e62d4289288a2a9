package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.testing.Believing;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.ScriptedWeb;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.WebMailbox;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bodies flow through at the pace of the slower side, and nothing is held but what is on its way.
 */
final class WebStreamingIT {
  private static final String CLEAR = "http://mail.example.org";
  private static final String SITE = "https://mail.example.org";
  private static final int LARGE = 100_000_000;

  /** What the kernel's buffers of two connections may hold, and some for the proxy. */
  private static final long ON_ITS_WAY = 40_000_000;

  @TempDir private Path folder;

  private GatepostServer start(ScriptedWeb web)
      throws IOException, ConfigurationException, StartException {
    return GatepostServer.in(folder).webDoors().webMailbox(web).start();
  }

  @Test
  void uploadsAndDownloadsOf100MegabytesArriveUnchanged()
      throws IOException, ConfigurationException, StartException {
    try (var mailbox = WebMailbox.start(TestNames.MAILBOX_A, "A");
        var server = GatepostServer.in(folder).webDoors().webMailbox(mailbox).start()) {
      var digest = mailbox.file("large", LARGE);
      var file = mailbox.path("large").toString();
      for (var secure : List.of(false, true)) {
        var curl = secure ? server.http2() : server.curl("http");
        var site = secure ? SITE : CLEAR;
        assertThat(curl.get(site + "/static/large").digest()).isEqualTo(digest);
        var name = "up" + secure;
        assertThat(curl.with("--upload-file", file).get(site + "/put/" + name).status())
            .isEqualTo(201);
        assertThat(Wire.digestOf(mailbox.uploaded(name))).isEqualTo(digest);
      }
      // Of unknown length, hence in chunks.
      var smaller = mailbox.file("smaller", LARGE / 10);
      var chunked = server.curl("https").header("Transfer-Encoding", "chunked");
      file = mailbox.path("smaller").toString();
      assertThat(chunked.with("--upload-file", file).get(SITE + "/put/chunked").status())
          .isEqualTo(201);
      assertThat(Wire.digestOf(mailbox.uploaded("chunked"))).isEqualTo(smaller);
    }
  }

  /** Waits until a number has not grown for a while; returns it. */
  private static long settled(AtomicLong number) {
    long last = -1;
    while (last != number.get()) {
      last = number.get();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400));
    }
    return last;
  }

  /** Sends a large body, and counts what has gone out of its hands. */
  private static ScriptedWeb.Script sendsLargeBody(AtomicLong sent) {
    return connection -> {
      connection.request();
      connection.wire().send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
      var piece = new byte[100_000];
      for (int i = 0; i < LARGE / piece.length; i++) {
        connection.wire().send(piece);
        sent.addAndGet(piece.length);
      }
      connection.waitForTheEnd();
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
  void aClientThatReadsNothingHoldsUpItsServerAndNobodyElse(HttpClient.Version version)
      throws IOException, InterruptedException, ConfigurationException, StartException {
    var sent = new AtomicLong();
    try (var web = ScriptedWeb.start(TestNames.MAILBOX_A, sendsLargeBody(sent));
        var server = start(web);
        var client = Believing.client(version)) {
      var slow = new SlowReader();
      var answer = client.sendAsync(get(server, "/large"), _ -> slow);
      assertThat(slow.begun.orTimeout(15, TimeUnit.SECONDS).join()).isNotNull();
      assertThat(settled(sent)).isLessThan(ON_ITS_WAY);

      web.plays(ScriptedWeb.answers("200 OK", "quick"));
      // On the same connection, if it is HTTP/2.
      assertThat(client.send(get(server, "/other"), HttpResponse.BodyHandlers.ofString()).body())
          .isEqualTo("quick");
      slow.readsAll();
      assertThat(answer.orTimeout(30, TimeUnit.SECONDS).join().body()).isEqualTo(LARGE);
    }
  }

  private static HttpRequest get(GatepostServer server, String path) {
    return request(server, path).build();
  }

  private static HttpRequest.Builder request(GatepostServer server, String path) {
    return HttpRequest.newBuilder(
        URI.create("https://127.0.0.1:" + server.door("https").getPort() + path));
  }

  /** Takes nothing until it is told to take all; counts. */
  private static final class SlowReader implements HttpResponse.BodySubscriber<Integer> {
    final CompletableFuture<Flow.Subscription> begun = new CompletableFuture<>();
    private final CompletableFuture<Integer> body = new CompletableFuture<>();
    private int octets;

    void readsAll() {
      begun.join().request(Long.MAX_VALUE);
    }

    @Override
    public CompletableFuture<Integer> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      begun.complete(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
      pieces.forEach(piece -> octets += piece.remaining());
    }

    @Override
    public void onError(Throwable cause) {
      body.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
      body.complete(octets);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
  void aServerThatReadsNothingHoldsUpItsClientAndNobodyElse(HttpClient.Version version)
      throws IOException, InterruptedException, ConfigurationException, StartException {
    var mayRead = new CompletableFuture<Void>();
    ScriptedWeb.Script readsLate =
        connection -> {
          var request = connection.request();
          mayRead.join();
          connection.wire().digest(Long.parseLong(request.header("Content-Length")));
          connection.answer("200 OK", "at last");
        };
    try (var web = ScriptedWeb.start(TestNames.MAILBOX_A, readsLate);
        var server = start(web);
        var client = Believing.client(version)) {
      var taken = new AtomicLong();
      var answer =
          client.sendAsync(
              request(server, "/large").PUT(counting(taken)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(settled(taken)).isLessThan(ON_ITS_WAY);

      web.plays(ScriptedWeb.answers("200 OK", "quick"));
      assertThat(client.send(get(server, "/other"), HttpResponse.BodyHandlers.ofString()).body())
          .isEqualTo("quick");
      mayRead.complete(null);
      assertThat(answer.orTimeout(30, TimeUnit.SECONDS).join().body()).isEqualTo("at last");
      assertThat(taken).hasValue(LARGE);
    }
  }

  /** A large body that counts how much of it was asked for. */
  private static HttpRequest.BodyPublisher counting(AtomicLong taken) {
    var pieces =
        (Iterable<byte[]>)
            () ->
                java.util.stream.Stream.generate(() -> new byte[100_000])
                    .limit(LARGE / 100_000)
                    .peek(piece -> taken.addAndGet(piece.length))
                    .iterator();
    return HttpRequest.BodyPublishers.fromPublisher(
        HttpRequest.BodyPublishers.ofByteArrays(pieces), LARGE);
  }

  @Test
  void anAnswerThatComesBeforeTheUploadIsOverReachesTheClient()
      throws IOException, ConfigurationException, StartException {
    var early = ScriptedWeb.response("413 Too Much", "enough", "Connection: close");
    try (var web =
            ScriptedWeb.start(
                TestNames.MAILBOX_A,
                connection -> {
                  connection.request();
                  connection.wire().digest(10_000);
                  connection.wire().send(early).endOutput().drain();
                });
        var server = start(web)) {
      var file = Files.write(folder.resolve("up"), new byte[LARGE]).toString();
      for (var secure : List.of(false, true)) {
        var curl = secure ? server.http2() : server.curl("http");
        var answer =
            curl.header("Expect", "")
                .with("--upload-file", file)
                .get((secure ? SITE : CLEAR) + "/");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).isEqualTo("enough");
      }
    }
  }

  @Test
  void aHeadOf100MegabytesIsRefusedAtItsBeginning()
      throws IOException, ConfigurationException, StartException {
    try (var web = ScriptedWeb.start(TestNames.MAILBOX_A, ScriptedWeb.answers("200 OK", "well"));
        var server = start(web)) {
      for (var start : List.of("GET /", "GET / HTTP/1.1\r\nHost: mail.example.org\r\nX-Large: ")) {
        var refusal = start.length() < 10 ? "HTTP/1.1 414 " : "HTTP/1.1 431 ";
        try (var client = server.connect("http")) {
          client.send(start + "x".repeat(40_000)).expectStart(refusal);
        }
        try (var client = server.connect("http")) {
          client.send(start);
          var piece = "x".repeat(100_000);
          for (long sent = 0; sent < LARGE; sent += piece.length()) {
            client.send(piece);
          }
          client.expectStart(refusal);
        } catch (SocketException closed) {
          // It need not listen to all of that.
        }
      }
      var many = server.http2().header("X-Large", "x".repeat(100_000)).get(SITE + "/");
      assertThat(many.status()).isIn(0, 431);
      assertThat(web.requests()).isEmpty();
      assertThat(server.http2().get(SITE + "/").body()).isEqualTo("well");
    }
  }

  @Test
  void aBodyLargerThanAllowedIsRefused()
      throws IOException, ConfigurationException, StartException {
    try (var web = ScriptedWeb.start(TestNames.MAILBOX_A, ScriptedWeb.answers("200 OK", "well"));
        var server =
            GatepostServer.in(folder)
                .webDoors()
                .webMailbox(web)
                .attribute("zimbraFileUploadMaxSize", "1000")
                .start()) {
      var file = Files.write(folder.resolve("up"), new byte[200_000]).toString();
      for (var secure : List.of(false, true)) {
        var curl =
            (secure ? server.http2() : server.curl("http")).with("--data-binary", "@" + file);
        var site = secure ? SITE : CLEAR;
        assertThat(curl.get(site + "/service/upload?fmt=raw").status()).isEqualTo(413);
        assertThat(
                curl.header("Transfer-Encoding", secure ? "" : "chunked")
                    .get(site + "/service/upload")
                    .status())
            .isEqualTo(413);
        assertThat(curl.get(site + "/service/soap/").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void requestsThatAreSentAheadAreAnsweredInTheirOrder()
      throws IOException, ConfigurationException, StartException {
    try (var web =
            ScriptedWeb.start(
                TestNames.MAILBOX_A,
                connection -> {
                  while (true) {
                    var request = connection.request();
                    var body = connection.body(request);
                    connection.answer("200 OK", request.target() + "+" + body.length);
                  }
                });
        var server = start(web);
        var client = server.connect("http")) {
      var requests = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        requests.append(
            "POST /%d HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n".formatted(i, i));
        requests.append("x".repeat(i));
      }
      client.send(requests.toString());
      for (int i = 0; i < 100; i++) {
        client.expect("HTTP/1.1 200 OK").untilEmptyLine();
        var wanted = "/%d+%d".formatted(i, i);
        assertThat(client.octets(wanted.length()))
            .asString(StandardCharsets.ISO_8859_1)
            .isEqualTo(wanted);
      }
    }
  }

  @Test
  void aRequestThatComesOctetByOctetIsServed()
      throws IOException, ConfigurationException, StartException {
    try (var web = ScriptedWeb.start(TestNames.MAILBOX_A, ScriptedWeb.answers("200 OK", "well"));
        var server = start(web);
        var client = server.connect("https")) {
      client.dribble("POST / HTTP/1.1\r\nHost: mail.example.org\r\nContent-Length: 3\r\n\r\nabc");
      client.expect("HTTP/1.1 200 OK");
    }
  }
}
