package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatepost.admin.ControlClient;
import org.gatepost.admin.ControlException;
import org.gatepost.admin.ControlSocket;
import org.gatepost.testing.Dovecot;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators ask of a running server. */
final class ControlSocketIT {
  private static Dovecot mailbox;

  @TempDir private Path folder;
  private GatepostServer server;
  private ControlClient control;

  @BeforeAll
  static void startMailbox() throws IOException {
    mailbox = Dovecot.start(TestNames.MAILBOX_A, List.of("alice@example.org", "bob@example.org"));
  }

  @AfterAll
  static void stopMailbox() throws IOException {
    mailbox.close();
  }

  @BeforeEach
  void start() throws Exception {
    server =
        GatepostServer.in(folder)
            .mailbox(mailbox)
            .account("alice", TestNames.MAILBOX_A)
            .account("bob", TestNames.MAILBOX_A)
            .roles("proxy, console")
            .attribute("gatepostConsolePort", "0")
            .attribute("gatepostDrainTimeout", "200ms")
            .start();
    control = ControlClient.connect(ControlSocket.leader(folder)).orElseThrow();
  }

  @AfterEach
  void stop() {
    control.close();
    server.close();
  }

  private Wire loggedIn(String user) throws IOException {
    Wire client = server.connect("imap");
    client.expectStart("* OK");
    client.say("a LOGIN " + user + "@example.org demo").expectStart("a OK");
    return client;
  }

  private List<?> sessions() throws ControlException {
    return control.ask("sessions").get("sessions") instanceof List<?> list ? list : List.of();
  }

  private String ready() throws IOException {
    HttpURLConnection http =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + server.door("console").getPort() + "/health/ready")
                .toURL()
                .openConnection();
    return String.valueOf(http.getResponseCode());
  }

  @Test
  void theSocketIsTheServersUsersAlone() throws IOException {
    Path socket = ControlSocket.leader(folder).toRealPath();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("run"), LinkOption.NOFOLLOW_LINKS)))
        .isEqualTo("rwx------");
  }

  @Test
  void sessionsTellWhoFromWhereToWhichServerAndHowMuch() throws Exception {
    try (Wire client = loggedIn("alice")) {
      client.say("n NOOP").expectStart("n OK");
      assertThat(sessions())
          .singleElement()
          .satisfies(session -> {
            Map<?, ?> is = (Map<?, ?>) session;
            assertThat(is.get("account")).isEqualTo("alice@example.org");
            assertThat(is.get("protocol")).isEqualTo("imap");
            assertThat(is.get("client")).isEqualTo("127.0.0.1:" + client.localPort());
            assertThat(is.get("upstream"))
                .isEqualTo(TestNames.MAILBOX_A + ":" + mailbox.imapPort());
            assertThat((Long) is.get("octetsUp")).isEqualTo("n NOOP\r\n".length());
            assertThat((Long) is.get("octetsDown")).isPositive();
          });
    }
  }

  @Test
  void anAccountsSessionsAreEndedWithAWordAndNobodyElses() throws Exception {
    try (Wire alice = loggedIn("alice");
        Wire another = loggedIn("alice");
        Wire bob = loggedIn("bob")) {
      assertThat(control.ask("kick", Map.of("account", "Alice@example.org"), word -> {}))
          .containsEntry("ended", 2L);
      assertThat(alice.untilEnd()).singleElement().asString().startsWith("* BYE");
      assertThat(another.untilEnd()).singleElement().asString().startsWith("* BYE");
      bob.say("n NOOP").expectStart("n OK");
    }
  }

  @Test
  void whoDrainsReceivesNobodyAndSaysSoToBalancers() throws Exception {
    try (Wire client = loggedIn("alice")) {
      var door = server.door("imap");
      assertThat(ready()).isEqualTo("200");
      assertThat(control.ask("drain")).containsEntry("sessions", 1L);
      assertThat(ready()).isEqualTo("503");
      assertThatThrownBy(() -> Wire.to(door)).isInstanceOf(ConnectException.class);
      client.say("n NOOP").expectStart("n OK");
      assertThat(control.ask("status")).containsEntry("draining", true);
    }
  }

  @Test
  void stoppingSaysForWhomItWaits() throws Exception {
    try (Wire client = loggedIn("alice")) {
      StringBuilder said = new StringBuilder();
      assertThat(control.ask("stop", Map.of(), said::append)).containsEntry("sessions", 1L);
      assertThat(said).contains("1 sessions are left");
      client.say("n NOOP").expectStart("n OK"); // it is the process's end that ends it
    }
  }

  @Test
  void aFaultyChangeStandsInTheStatus() throws Exception {
    server.edit("gatepostDrainTimeout: \"200ms\"", "gatepostDrainTimeout: \"soon\"");
    assertThatThrownBy(() -> control.ask("reload"))
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("gatepostDrainTimeout");
    assertThat(control.ask("status").get("lastChange"))
        .asString()
        .contains("applied=false", "gatepostDrainTimeout", "soon");
  }

  @Test
  void diffTellsWhatAReloadWouldChangeAndChangesNothing() throws Exception {
    server.edit("gatepostDrainTimeout: \"200ms\"", "gatepostDrainTimeout: \"1s\"");
    assertThat(control.ask("diff").get("changes"))
        .isEqualTo(List.of("gatepostDrainTimeout: 200ms -> 1s"));
  }

  @Test
  void aSecondServerOfTheSameFileIsRefusedByName() {
    assertThatThrownBy(() ->
            Gatepost.start(
                org.gatepost.settings.HostFileReader.read(folder.resolve("gatepost.yaml"))))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("runs with")
        .hasMessageContaining("process " + ProcessHandle.current().pid());
  }

  @Test
  void nonsenseIsAnsweredWithASentence() {
    assertThatThrownBy(() -> control.ask("dance"))
        .hasMessageContaining("no command \"dance\"")
        .hasMessageContaining("kick, ");
    assertThatThrownBy(() -> control.ask("kick", Map.of("who", "alice"), word -> {}))
        .hasMessageContaining("takes no \"who\"");
    assertThatThrownBy(() -> control.ask("kick"))
        .hasMessageContaining("either an account or a session");
    assertThatThrownBy(() -> control.ask("take-over")).hasMessageContaining("No restart");
    assertThatThrownBy(() -> control.ask("log-level", Map.of("level", "loud"), word -> {}))
        .hasMessageContaining("\"loud\"");
  }

  @Test
  void whoFindsNoPlaceIsToldSo() throws Exception {
    List<ControlClient> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 64; i++) {
        ControlClient client = ControlClient.connect(ControlSocket.leader(folder)).orElseThrow();
        idle.add(client);
        if (i < 63) {
          client.ask("status");
        }
      }
      assertThatThrownBy(() -> idle.getLast().ask("status")).hasMessageContaining("64 connections");
    } finally {
      idle.forEach(ControlClient::close);
    }
  }

  @Test
  void aServerThatIsBeingStoppedStartsNoSuccessor() throws Exception {
    control.ask("drain");
    assertThatThrownBy(() -> control.ask("restart"))
        .hasMessageContaining("drains or is being stopped");
  }
}
