package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatepost.testing.Believing;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.Http2Wire;
import org.gatepost.testing.ScriptedWeb;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of the configuration while browsers are at work: nobody notices. */
final class WebChangesIT {
  private static final String HOST = " HTTP/1.1\r\nHost: mail.example.org\r\n";
  private static final String GET = "GET /" + HOST + "\r\n";
  private static final int HALF = 5_000_000;
  private static final int REQUESTS = 200;

  private final CountDownLatch reloaded = new CountDownLatch(1);
  @TempDir private Path folder;
  private ScriptedWeb web;
  private GatepostServer server;

  @BeforeEach
  void start() throws Exception {
    web = ScriptedWeb.start(TestNames.MAILBOX_A, this::serve);
    server =
        GatepostServer.in(folder)
            .door("protocol: http, tls: none")
            .door("protocol: http, tls: implicit")
            .attribute("zimbraReverseProxyMailMode", "both")
            .attribute("zimbraReverseProxyStrictServerNameEnabled", "FALSE")
            .attribute("zimbraReverseProxyResponseHeaders", "X-Settings: old")
            .webMailbox(web)
            .start();
  }

  private void serve(ScriptedWeb.Connection connection) throws IOException, InterruptedException {
    while (true) {
      var request = connection.request();
      connection.body(request);
      if (request.target().equals("/large")) {
        connection.wire().send("HTTP/1.1 200 OK\r\nContent-Length: " + 2 * HALF + "\r\n\r\n");
        connection.wire().send(new byte[HALF]);
        reloaded.await();
        connection.wire().send(new byte[HALF]);
      } else if (request.header("Upgrade") != null) {
        connection
            .wire()
            .send(
                """
                HTTP/1.1 101 Now\r
                Connection: upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
                \r
                """);
        while (true) {
          connection.wire().send(connection.wire().line() + "\r\n");
        }
      } else {
        connection.answer("200 OK", "well\n");
      }
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    web.close();
  }

  private void reload() throws Exception {
    server.edit("X-Settings: old", "X-Settings: new");
    assertThat(server.reload()).hasSize(1);
    reloaded.countDown();
  }

  private static String settingsOf(Wire client) throws IOException {
    return client.send(GET).until("well").stream()
        .filter(line -> line.startsWith("X-Settings: "))
        .findFirst()
        .orElse("none");
  }

  @Test
  void aDownloadGoesOnToItsEnd() throws Exception {
    for (var door : new String[] {"http", "https"}) {
      try (var client = server.connect(door)) {
        client.send("GET /large" + HOST + "\r\n").untilEmptyLine();
        client.octets(HALF);
        if (reloaded.getCount() > 0) {
          reload();
        }
        client.octets(HALF);
      }
    }
  }

  @Test
  void aDownloadByHttp2GoesOnToItsEnd() throws Exception {
    var down =
        CompletableFuture.supplyAsync(() -> {
          try {
            return server.http2().get("https://mail.example.org/large").body().length();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    while (web.requests().isEmpty()) {
      Thread.onSpinWait();
    }
    reload();
    assertThat(down.get()).isEqualTo(2 * HALF);
  }

  @Test
  void aWebSocketStaysOpen() throws Exception {
    for (var door : new String[] {"http", "https"}) {
      try (var client = server.connect(door)) {
        client.send(
            "GET /ws"
                + HOST
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        client.expectStart("HTTP/1.1 101 ");
        client.untilEmptyLine();
        client.say("before").expect("before");
        if (reloaded.getCount() > 0) {
          reload();
        }
        client.say("after").expect("after");
      }
    }
  }

  @Test
  void newConnectionsSeeTheNewSettingsAndKeptOnesEndUnused() throws Exception {
    try (var kept = server.connect("https")) {
      assertThat(settingsOf(kept)).isEqualTo("X-Settings: old");
      reload();
      try (var next = server.connect("https")) {
        assertThat(settingsOf(next)).isEqualTo("X-Settings: new");
      }
      assertThat(kept.untilEnd()).isEmpty();
    }
  }

  @Test
  void http2ConnectionsAreToldToGoAndServedToTheLast() throws Exception {
    try (var client = Http2Wire.to(server.door("https"))) {
      client.await(Http2Wire.SETTINGS);
      reload();
      assertThat(client.await(Http2Wire.GOAWAY).error()).isZero();
      // What was asked before it heard of that is served.
      client.send(
          Http2Wire.HEADERS,
          Http2Wire.END_HEADERS | Http2Wire.END_STREAM,
          1,
          Http2Wire.block(
              ":method",
              "GET",
              ":scheme",
              "https",
              ":path",
              "/",
              ":authority",
              "mail.example.org"));
      assertThat(client.headers(client.await(Http2Wire.HEADERS))).containsEntry(":status", "200");
      assertThat(client.await(Http2Wire.GOAWAY).error()).isZero();
      assertThat(client.next()).isNull();
    }
  }

  /** Somebody who asks again and again, as browsers do: on a kept connection, else on another. */
  private static final class Visitor implements AutoCloseable {
    private final Thread thread;
    private volatile boolean over;
    private final AtomicInteger served = new AtomicInteger();
    private volatile @Nullable Throwable refused;

    Visitor(GatepostServer server) {
      thread = Thread.ofPlatform().start(() -> visit(server));
    }

    private void visit(GatepostServer server) {
      try {
        while (!over) {
          try (var client = server.connect("http")) {
            client.send("GET /" + HOST + "Connection: close\r\n\r\n");
            client.expect("HTTP/1.1 200 OK").untilEnd();
            served.incrementAndGet();
          }
        }
      } catch (IOException | AssertionError e) {
        refused = e;
      }
    }

    @Override
    public void close() {
      over = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void nobodyIsRefusedWhileTenReloadsHappen() throws Exception {
    try (var visitor = new Visitor(server)) {
      for (int i = 0; i < 10; i++) {
        int before = visitor.served.get();
        server.edit(
            i % 2 == 0 ? "X-Settings: old" : "X-Settings: new",
            i % 2 == 0 ? "X-Settings: new" : "X-Settings: old");
        server.reload();
        while (visitor.served.get() == before && visitor.refused == null) {
          Thread.onSpinWait();
        }
      }
      assertThat(visitor.refused).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void requestsOnKeptConnectionsAreNotLost(HttpClient.Version version) throws Exception {
    var uri = URI.create("https://127.0.0.1:" + server.door("https").getPort() + "/");
    var settings = new ConcurrentSkipListSet<String>();
    try (var client = Believing.client(version)) {
      reload(); // those who come now see the new settings; back and forth from here
      for (int i = 0; settings.size() < 2 || i < REQUESTS; i++) {
        if (i == REQUESTS / 2) {
          server.edit("X-Settings: new", "X-Settings: newer");
          server.reload();
        }
        var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        settings.add(answer.headers().firstValue("X-Settings").orElse(""));
      }
    }
    assertThat(settings).containsExactly("new", "newer");
  }
}
