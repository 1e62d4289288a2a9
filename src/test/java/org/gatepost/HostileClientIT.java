package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLException;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.Programs;
import org.gatepost.testing.ScriptedUpstream;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are up to no good, and those that merely come in an unusual way. */
final class HostileClientIT {
  private static final int MANY = 2000;

  private final Queue<String> introductions = new ConcurrentLinkedQueue<>();
  private ScriptedUpstream upstream;

  @BeforeEach
  void start() throws IOException {
    upstream =
        ScriptedUpstream.start(
            TestNames.MAILBOX_A,
            proxy -> {
              proxy.say("* OK [CAPABILITY IMAP4rev1 LITERAL+] ready");
              introductions.add(proxy.line());
              proxy.until("alice@example.org");
              proxy.expect("demo").say("a OK done").say("a OK Logged in.").untilEnd();
            });
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
  }

  private GatepostServer.Setup setup(Path folder) {
    return GatepostServer.in(folder)
        .mailbox(TestNames.MAILBOX_A, upstream)
        .account("alice", TestNames.MAILBOX_A);
  }

  private static void logIn(Wire client) throws IOException {
    client.expectStart("* OK");
    client.say("a LOGIN alice demo").expect("a OK Logged in.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"imap", "pop3"})
  void garbageIsAnsweredAndEndsTheConnection(String door, @TempDir Path folder) throws Exception {
    try (var server = setup(folder).start()) {
      for (var garbage : List.of("\0\0\0\r\n", "GET / HTTP/1.1\r\n", "\u00ff\u00fe\r\n", "\r\n")) {
        try (var client = server.connect(door)) {
          client.line();
          client.send(garbage.repeat(5));
          var answers = client.untilEnd();
          assertThat(answers).isNotEmpty();
          assertThat(String.join("", answers)).doesNotContain("127.0.0.11", "Exception");
        }
      }
      assertThat(upstream.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"imap", "pop3"})
  void endlessLineIsNotReadToItsEnd(String door, @TempDir Path folder) throws Exception {
    try (var server = setup(folder).start();
        var client = server.connect(door)) {
      client.line();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  client.send("x".repeat(100_000));
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void endlessLiteralIsRefusedBeforeItIsSent(@TempDir Path folder) throws Exception {
    try (var server = setup(folder).start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN {2000000000}").expectStart("a BAD");
      client.say("b LOGIN {99999999999999999999}").expectStart("b BAD");
      client.say("c NOOP").expect("c OK completed");
    }
  }

  @Test
  void clientThatSendsSingleOctetsIsUnderstood(@TempDir Path folder) throws Exception {
    try (var server = setup(folder).start();
        var client = server.connect("imaps")) {
      client.expectStart("* OK");
      client.dribble("a LOGIN {5}\r\n").expect("+ ");
      client.dribble("alice \"demo\"\r\n").expect("a OK Logged in.");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"${USER}\"",
        "\"*)(uid=*\"",
        "{8+}\r\nali\r\nce!",
        "{7+}\r\n*)(\0(*)",
        "\"*\"",
        "\"@\""
      })
  void namesThatWouldDoHarmElsewhereAreNobody(String name, @TempDir Path folder) throws Exception {
    try (var server = setup(folder).start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      var answer = client.send("a LOGIN " + name + " demo\r\n").line();
      assertThat(answer).matches("a (NO|BAD).*");
      client.say("b NOOP").expect("b OK completed");
      assertThat(upstream.connections()).isZero();
      assertThat(server.log().lines()).allMatch(line -> line.matches("20\\d\\d/.*"));
    }
  }

  @Test
  void othersLogInWhileThousandsSitIdleBeforeTheDoor(@TempDir Path folder) throws Exception {
    var idle = new ArrayList<Wire>();
    try (var server = setup(folder).start()) {
      for (int i = 0; i < MANY; i++) {
        idle.add(Wire.to(server.door("imap")));
      }
      for (int i = 0; i < 20; i++) {
        try (var client = server.connect("imap")) {
          logIn(client);
        }
      }
      idle.getFirst().expectStart("* OK");
      idle.getLast().expectStart("* OK");
    } finally {
      for (var client : idle) {
        client.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gatepostMaxConnections", "gatepostMaxConnectionsPerAddress"})
  void oneConnectionTooManyIsTurnedAwayAndAPlaceBecomesFreeAgain(String limit, @TempDir Path folder)
      throws Exception {
    try (var server = setup(folder).attribute(limit, "2").start();
        var first = server.connect("imap")) {
      first.expectStart("* OK");
      try (var second = server.connect("imap")) {
        // Two event loops accept: the third comes third only once the second is in.
        second.expectStart("* OK");
        try (var third = server.connect("imap")) {
          third.expect("* BYE [UNAVAILABLE] too many connections, try again later");
          assertThat(third.untilEnd()).isEmpty();
        }
        second.say("a LOGOUT").until("a OK");
        assertThat(second.untilEnd()).isEmpty();
      }
      try (var fourth = server.connect("imap")) {
        fourth.expectStart("* OK");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 192.0.2.7 198.51.100.1 4711 143, 192.0.2.7, 192.0.2.7:4711",
    "PROXY TCP6 2001:db8::7 2001:db8::1 4711 143, 2001:db8::7, [2001:db8::7]:4711"
  })
  void balancersWordOnTheClientIsPassedOnAndLogged(
      String header, String told, String logged, @TempDir Path folder) throws Exception {
    try (var server =
            setup(folder)
                .door("protocol: imap, tls: none, proxyProtocol: true")
                .attribute("gatepostTrustedPeers", "127.0.0.0/8")
                .start();
        var client = server.connect("imap")) {
      client.say(header);
      logIn(client);
      assertThat(introductions.remove()).contains("\"X-ORIGINATING-IP\" \"" + told + "\"");
      server.awaitLog("client logged in", "client: " + logged);
    }
  }

  @Test
  void secondVersionOfTheHeaderIsReadToo(@TempDir Path folder) throws Exception {
    try (var server =
            setup(folder)
                .door("protocol: imap, tls: none, proxyProtocol: true")
                .attribute("gatepostTrustedPeers", "127.0.0.1/32")
                .start();
        var client = server.connect("imap")) {
      client.send(
          HexFormat.of()
              .parseHex("0d0a0d0a000d0a515549540a" + "2111000c" + "c0000207c63364011267008f"));
      logIn(client);
      assertThat(introductions.remove()).contains("\"192.0.2.7\"");
    }
  }

  @Test
  void strangersWordOnWhoHeIsIsNotBelieved(@TempDir Path folder) throws Exception {
    try (var server = setup(folder).door("protocol: imap, tls: none, proxyProtocol: true").start();
        var client = server.connect("imap")) {
      client.say("PROXY TCP4 192.0.2.7 198.51.100.1 4711 143");
      logIn(client);
      assertThat(introductions.remove()).contains("\"127.0.0.1\"");
      server.awaitLog("PROXY header of an untrusted peer is not believed");
    }
  }

  @Test
  void doorWhosePortIsTakenStopsTheStart(@TempDir Path folder) throws Exception {
    try (var taken = new ServerSocket(0)) {
      var setup =
          setup(folder)
              .doorAt(
                  "protocol: pop3, address: 127.0.0.1, tls: none, port: " + taken.getLocalPort());
      assertThatThrownBy(setup::start)
          .isInstanceOfSatisfying(
              StartException.class,
              e -> assertThat(e.kind()).isEqualTo(StartException.Kind.RESOURCE))
          .hasMessageContaining("The door pop3 cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void tlsSessionIsResumed(@TempDir Path folder) throws Exception {
    try (var server = setup(folder).start()) {
      var session = folder.resolve("session.pem").toString();
      assertThat(sClient(server, "-sess_out", session)).contains("New, TLSv1.3");
      assertThat(sClient(server, "-sess_in", session)).contains("Reused, TLSv1.3");
    }
  }

  private static String sClient(GatepostServer server, String option, String file)
      throws IOException {
    return Programs.run(
            List.of(
                Programs.find("openssl", "openssl").toString(),
                "s_client",
                "-connect",
                "127.0.0.1:" + server.door("imaps").getPort(),
                "-ign_eof",
                option,
                file),
            "a LOGOUT\r\n",
            Map.of())
        .output();
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "jdk"})
  void eachNameIsShownItsOwnCertificate(String provider, @TempDir Path folder) throws Exception {
    try (var server =
        setup(folder)
            .attribute("gatepostTlsProvider", provider)
            .tlsDomain("mail.example.net", "mail.example.net")
            .tlsDomain("*.example.com", "any.example.com")
            .start()) {
      assertThat(subjectFor(server, "mail.example.net")).isEqualTo("CN=mail.example.net");
      assertThat(subjectFor(server, "imap.example.com")).isEqualTo("CN=any.example.com");
      assertThat(subjectFor(server, "other.example.org")).isEqualTo("CN=localhost");
      try (var client = server.connect("imaps")) {
        logIn(client);
      }
    }
  }

  private static String subjectFor(GatepostServer server, String name) throws IOException {
    try (var client = Wire.to(server.door("imaps"))) {
      return client.secure(name, "imap").peerSubject();
    }
  }

  @Test
  void clientThatWantsAnotherProtocolIsTurnedAway(@TempDir Path folder) throws Exception {
    try (var server = setup(folder).start();
        var client = Wire.to(server.door("imaps"))) {
      assertThatThrownBy(() -> client.secure(null, "http/1.1"))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("no_application_protocol");
    }
  }
}
