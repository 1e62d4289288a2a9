package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.Programs;
import org.gatepost.testing.ScriptedWeb;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.WebMailbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/2 to clients (RFC 9113), with the programs of nghttp2 at the other end. */
final class Http2IT {
  private static final String PACKAGE = "nghttp2-client";

  @TempDir private static Path folder;
  private static WebMailbox mailbox;
  private static GatepostServer server;

  @BeforeAll
  static void start() throws IOException, ConfigurationException, StartException {
    mailbox = WebMailbox.start(TestNames.MAILBOX_A, "A");
    server = GatepostServer.in(folder).webDoors().webMailbox(mailbox).start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    mailbox.close();
  }

  private static String run(String program, GatepostServer at, String path, String... options)
      throws IOException {
    var command = new ArrayList<>(List.of(Programs.find(program, PACKAGE).toString()));
    command.addAll(List.of(options));
    command.add("https://127.0.0.1:" + at.door("https").getPort() + path);
    return Programs.run(command).output();
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 1k, -c4 -m32",
    "300, 100k, -c4 -m32",
    "300, 1k, -c100 -m1",
    "50, 100k, -c2 -m10 -w10", // windows of 1 KB for each stream
    "50, 100k, -c2 -m10 -W12", // and of 4 KB for the connection
  })
  void manyRequestsAtATimeAreAllAnswered(int count, String file, String load) throws IOException {
    var options = new ArrayList<>(List.of(load.split(" ", -1)));
    options.add("-n" + count);
    var said = run("h2load", server, "/static/" + file, options.toArray(String[]::new));
    assertThat(said)
        .contains("Application protocol: h2")
        .contains(count + " succeeded, 0 failed, 0 errored, 0 timeout")
        .contains("status codes: " + count + " 2xx");
  }

  @Test
  void uploadsAtOneTimeDoNotMixOrStall()
      throws IOException, ConfigurationException, StartException {
    var file = Files.write(folder.resolve("upload"), new byte[1_000_000]).toString();
    try (var web = ScriptedWeb.start(TestNames.MAILBOX_B, ScriptedWeb.answers("200 OK", "well"));
        var proxy = GatepostServer.in(folder.resolve("b")).webDoors().webMailbox(web).start()) {
      var said = run("h2load", proxy, "/service/soap/", "-c2", "-m16", "-n64", "-d" + file);
      assertThat(said).contains("64 succeeded, 0 failed", "status codes: 64 2xx");
    }
  }

  @Test
  void anAnswerBeforeAnUploadIsOverEndsThatStreamAlone() throws IOException {
    var file = Files.write(folder.resolve("early"), new byte[1_000_000]).toString();
    // This location answers before it reads.
    var said = run("h2load", server, "/service/soap/", "-c2", "-m16", "-n64", "-d" + file);
    assertThat(said).contains("64 succeeded, 0 failed", "status codes: 64 2xx");
  }

  @Test
  void theConnectionSaysWhatItCanDo() throws IOException {
    var said = run("nghttp", server, "/static/1k", "-v", "-n");
    assertThat(said)
        .contains("The negotiated protocol: h2")
        .contains("SETTINGS_MAX_CONCURRENT_STREAMS(0x03):128")
        .contains(":status: 200")
        .contains("x-mailbox: A")
        .doesNotContain("RST_STREAM", "transfer-encoding", ") connection: ", "keep-alive");
  }

  @Test
  void cookiesThatComeInPiecesArePutTogether() throws IOException {
    var said = run("nghttp", server, "/", "-v", "-n", "-Hcookie: a=1", "-Hcookie: b=2");
    assertThat(said).contains("x-saw-cookie: a=1; b=2");
  }

  @Test
  void oneStreamThatWaitsHoldsUpNoOther()
      throws IOException, ConfigurationException, StartException {
    try (var web =
            ScriptedWeb.start(
                TestNames.MAILBOX_B,
                connection -> {
                  var request = connection.request();
                  if (request.target().equals("/quick")) {
                    connection.answer("200 OK", "quick");
                  } else {
                    connection.waitForTheEnd();
                  }
                });
        var proxy = GatepostServer.in(folder.resolve("c")).webDoors().webMailbox(web).start()) {
      var quick = "https://127.0.0.1:" + proxy.door("https").getPort() + "/quick";
      var said = run("nghttp", proxy, "/slow", "-v", "-t1", quick);
      assertThat(said).contains("quick").contains("Timeout");
    }
  }
}
