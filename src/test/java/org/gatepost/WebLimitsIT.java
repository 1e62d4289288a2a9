package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.gatepost.testing.Curl;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.ScriptedLookupHandler;
import org.gatepost.testing.ScriptedWeb;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one client may take of the web's doors: time, room, lookups, connections. */
final class WebLimitsIT {
  private static final String HOST = "Host: mail.example.org\r\n";
  private static final String ONCE = "GET / HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
  private static final String SITE = "https://mail.example.org/";
  private static final int LOOKUPS = 20;

  @TempDir private Path folder;
  private ScriptedWeb web;

  @BeforeEach
  void startMailbox() throws IOException {
    web = ScriptedWeb.start(TestNames.MAILBOX_A, ScriptedWeb.answers("200 OK", "well\n"));
  }

  @AfterEach
  void stopMailbox() throws IOException {
    web.close();
  }

  private GatepostServer start(String... attributesAndValues) throws Exception {
    return setup(attributesAndValues).start();
  }

  private GatepostServer.Setup setup(String... attributesAndValues) {
    var setup =
        GatepostServer.in(folder)
            .door("protocol: http, tls: none")
            .door("protocol: http, tls: implicit")
            .attribute("zimbraReverseProxyMailMode", "both")
            .attribute("zimbraReverseProxyStrictServerNameEnabled", "FALSE")
            .account("alice", TestNames.MAILBOX_A)
            .webMailbox(web);
    for (int i = 0; i < attributesAndValues.length; i += 2) {
      setup.attribute(attributesAndValues[i], attributesAndValues[i + 1]);
    }
    return setup;
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void whoeverSendsNoWholeHeadInTimeIsShownOut(String door) throws Exception {
    try (var server = start("gatepostWebHeaderTimeout", "1s")) {
      for (var start : List.of("", "GET", "GET / HTTP/1.1\r\nX-Slow: ")) {
        try (var client = server.connect(door)) {
          assertThat(client.send(start).untilEnd()).isEmpty();
        }
      }
    }
    assertThat(web.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void whoeverDribblesIsShownOutAsWell(String door) throws Exception {
    try (var server = start("gatepostWebHeaderTimeout", "1s");
        var socket = new Socket()) {
      // At the door with TLS these are the first octets of a hello that never ends.
      var words =
          door.equals("http") ? "GET / HTTP/1.1\r\nX-Slow: " : "\u0016\u0003\u0001\u0002\u0000";
      socket.connect(server.door(door));
      socket.setSoTimeout(50);
      var output = socket.getOutputStream();
      output.write(words.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(dribbles(socket, output)).isBetween(10, 200);
    }
  }

  /** How many octets go out one by one, 20 in a second, before the connection ends. */
  private static int dribbles(Socket socket, OutputStream output) throws IOException {
    for (int sent = 0; ; sent++) {
      try {
        output.write('x');
        if (socket.getInputStream().read() < 0) {
          return sent;
        }
      } catch (SocketTimeoutException nothingYet) {
        if (sent > 300) {
          return sent;
        }
      } catch (SocketException gone) {
        return sent;
      }
    }
  }

  @Test
  void whoeverIsSilentWithinABodyIsToldSo() throws Exception {
    try (var server = start("gatepostWebBodyTimeout", "1s")) {
      for (var door : List.of("http", "https")) {
        try (var client = server.connect(door)) {
          client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 10\r\n\r\nhello");
          client.expectStart("HTTP/1.1 408 ");
          client.untilEnd();
        }
      }
    }
  }

  @Test
  void aConnectionWithoutARequestIsKeptForATimeAndNoLonger() throws Exception {
    try (var server = start("gatepostWebKeepAlive", "1s", "gatepostWebHeaderTimeout", "60s")) {
      for (var more : List.of("", "GET / HTTP/1.1\r\nX-Slow: ")) {
        try (var client = server.connect("http")) {
          client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n").until("well");
          assertThat(client.send(more).untilEnd()).isEmpty();
        }
      }
    }
  }

  @Test
  void headsAndLinesHaveAnEnd() throws Exception {
    try (var server = start()) {
      for (var door : List.of("http", "https")) {
        var curl = server.curl(door);
        var url = door + "://mail.example.org/";
        assertThat(curl.header("X-Large", "x".repeat(33_000)).get(url).status()).isEqualTo(431);
        assertThat(curl.get(url + "x".repeat(8_200)).status()).isEqualTo(414);
        assertThat(curl.get(url + "x".repeat(8_000)).status()).isEqualTo(200);
      }
      assertThat(server.http2().header("X-Large", "x".repeat(33_000)).get(SITE).status())
          .isIn(0, 431);
    }
    assertThat(web.requests()).hasSize(2);
  }

  @Test
  void aBodyThatSaysThatItIsTooLargeGoesNowhere() throws Exception {
    try (var server = start("gatepostWebMaxBodySize", "1000")) {
      for (var curl : List.of(server.curl("https"), server.http2())) {
        assertThat(curl.with("--data", "x".repeat(1_001)).get(SITE).status()).isEqualTo(413);
      }
      assertThat(web.requests()).isEmpty();
      assertThat(server.curl("https").with("--data", "x".repeat(1_000)).get(SITE).status())
          .isEqualTo(200);
    }
  }

  @Test
  void aBodyThatTurnsOutTooLargeIsNeverWhole() throws Exception {
    web.plays(connection -> {
      var request = connection.request();
      connection.body(request);
      connection.answer("200 OK", "all came");
    });
    try (var server = start("gatepostWebMaxBodySize", "1000")) {
      for (var body : List.of("x".repeat(1_001), "x".repeat(100_000))) {
        var chunks = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        try (var client = server.connect("http")) {
          client.send("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
          client.expectStart("HTTP/1.1 413 ");
        }
        Curl unknown = server.http2().with("--header", "Content-Length:").with("--data", body);
        assertThat(unknown.get(SITE).status()).isEqualTo(413);
      }
    }
  }

  private static String token(String id) {
    var text = "id=%d:%s;exp=13:9999999999999;".formatted(id.length(), id);
    return "ZM_AUTH_TOKEN=0_0123456789abcdef0123456789abcdef01234567_"
        + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void forgedTokensCostOneLookupEachAndNotMoreThanTheLimit() throws Exception {
    try (var handler =
            ScriptedLookupHandler.start(
                TestNames.MAILBOX_B, ScriptedLookupHandler.answers("Auth-Status: user not found"));
        var server =
            setup("gatepostWebLookupLimit", String.valueOf(LOOKUPS))
                .routes("lookup: handlers, handlers: [\"%s\"]".formatted(handler.url()))
                .start();
        var client = server.connect("http")) {
      for (int i = 0; i < 5; i++) {
        asks(client, "nobody");
      }
      assertThat(handler.lookups()).hasSize(1);
      for (int i = 0; i < 10 * LOOKUPS; i++) {
        asks(client, "nobody-" + i);
      }
      assertThat(handler.lookups()).hasSizeBetween(LOOKUPS - 1, LOOKUPS + 5);
    }
    // Whoever they are, they are served.
    assertThat(web.requests()).hasSize(5 + 10 * LOOKUPS);
  }

  private static void asks(Wire client, String id) throws IOException {
    client.send("GET /h/ HTTP/1.1\r\n" + HOST + "Cookie: " + token(id) + "\r\n\r\n");
    client.expect("HTTP/1.1 200 OK").untilEmptyLine();
    client.expect("well");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void oneAddressHasSoManyConnectionsAndNoMore(String door) throws Exception {
    try (var server = start("gatepostMaxConnectionsPerAddress", "2");
        var first = server.connect(door)) {
      try (var second = server.connect(door)) {
        for (var client : List.of(first, second)) {
          client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n").expect("HTTP/1.1 200 OK");
        }
        try (var third = Wire.to(server.door(door))) {
          assertThat(third.untilEnd()).isEmpty();
        }
      }
      // Who leaves makes room, once the proxy has heard of it.
      boolean served;
      do {
        try (var next = server.connect(door)) {
          served = next.send(ONCE).untilEnd().contains("HTTP/1.1 200 OK");
        } catch (IOException refused) {
          served = false;
        }
      } while (!served);
    }
  }
}
