package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.RealMemcached;
import org.gatepost.testing.ScriptedLookupHandler;
import org.gatepost.testing.ScriptedUpstream;
import org.gatepost.testing.TestNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A proxy without any directory, whose logins a server of nginx's protocol decides. */
@Timeout(60)
final class AuthHttpIT {
  private ScriptedUpstream mailbox;
  private ScriptedLookupHandler decider;

  @BeforeEach
  void start() throws IOException {
    mailbox = ScriptedUpstream.start(TestNames.MAILBOX_A, ScriptedUpstream.imapLogin("a"));
    decider =
        ScriptedLookupHandler.start(
            TestNames.MAILBOX_B,
            ScriptedLookupHandler.answers(
                "Auth-Status: OK",
                "Auth-Server: " + mailbox.address().getHostAddress(),
                "Auth-Port: " + mailbox.port(),
                "Auth-User: alice@example.org"));
  }

  @AfterEach
  void stop() throws IOException {
    decider.close();
    mailbox.close();
  }

  private GatepostServer.Setup setup(Path folder) {
    return GatepostServer.in(folder)
        .withoutDirectory()
        .routes("lookup: auth_http, authHttp: {url: \"" + decider.url() + "\", timeout: 5s}");
  }

  private void says(String... lines) {
    decider.plays(ScriptedLookupHandler.answers(lines));
  }

  @Test
  void everyLoginIsDecidedAnewWithItsPassword(@TempDir Path folder) throws Exception {
    try (var server = setup(folder).start()) {
      for (int i = 0; i < 2; i++) {
        try (var client = server.connect("imap")) {
          client.expectStart("* OK");
          client.say("a LOGIN al demo").expect("a OK Logged in.");
        }
      }
    }
    assertThat(decider.lookups())
        .hasSize(2)
        .allSatisfy(request ->
            assertThat(request)
                .contains(
                    "Auth-Method: plain",
                    "Auth-User: al",
                    "Auth-Pass: demo",
                    "Auth-Protocol: imap",
                    "Auth-Login-Attempt: 1",
                    "Client-IP: 127.0.0.1"));
    mailbox.assertAllWentAsWritten();
  }

  @Test
  void passwordOfTheAnswerGoesUpstreamInPlaceOfTheClients(@TempDir Path folder) throws Exception {
    says(
        "Auth-Status: OK",
        "Auth-Server: " + mailbox.address().getHostAddress(),
        "Auth-Port: " + mailbox.port(),
        "Auth-User: alice@example.org",
        "Auth-Pass: demo");
    try (var server = setup(folder).start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN alice another-secret").expect("a OK Logged in.");
      assertThat(server.log()).doesNotContain("another-secret").doesNotContain("demo");
    }
    mailbox.assertAllWentAsWritten();
  }

  @Test
  void refusalIsToldInItsWordsAndEndsTheConnection(@TempDir Path folder) throws Exception {
    says("Auth-Status: your account has been closed");
    try (var server = setup(folder).start();
        var imap = server.connect("imap");
        var pop3 = server.connect("pop3")) {
      imap.expectStart("* OK");
      imap.say("a LOGIN alice wrong").expect("a NO your account has been closed");
      imap.untilEnd();
      pop3.expectStart("+OK");
      pop3.say("USER alice").expectStart("+OK");
      pop3.say("PASS wrong").expect("-ERR your account has been closed");
      pop3.untilEnd();
      server.awaitLog("login failed: ", "login: \"alice\"");
    }
  }

  @Test
  void refusalWithAWaitLeavesRoomForAnotherAttempt(@TempDir Path folder) throws Exception {
    says("Auth-Status: no", "Auth-Wait: 1");
    try (var server = setup(folder).start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN alice wrong").expect("a NO no");
      says(
          "Auth-Status: OK",
          "Auth-Server: " + mailbox.address().getHostAddress(),
          "Auth-Port: " + mailbox.port(),
          "Auth-User: alice@example.org");
      client.say("a LOGIN alice demo").expect("a OK Logged in.");
    }
    assertThat(decider.lookups().getLast()).contains("Auth-Login-Attempt: 2");
  }

  @Test
  void silentServerIsAFaultAndNotTheClients(@TempDir Path folder) throws Exception {
    decider.close();
    try (var server = setup(folder).start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN alice demo").expectStart("a NO [UNAVAILABLE]");
      client.say("b NOOP").expect("b OK completed");
    }
  }

  @Test
  void withASigningKeyRoutesAreKeptInMemcached(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("routes.key"), "0123456789abcdef0123456789abcdef");
    try (var memcached = RealMemcached.start();
        var server =
            GatepostServer.in(folder)
                .withoutDirectory()
                .routes(
                    "lookup: auth_http, authHttp: {url: \"%s\"}, memcached: [%s]"
                        .formatted(decider.url(), memcached.name()))
                .attribute("gatepostRouteSigningKeyFile", "routes.key")
                .start()) {
      for (int i = 0; i < 3; i++) {
        try (var client = server.connect("imap")) {
          client.expectStart("* OK");
          client.say("a LOGIN alice demo").expect("a OK Logged in.");
        }
      }
      assertThat(decider.lookups()).hasSize(1);
      assertThat(memcached.command("stats")).contains("STAT cmd_set");
    }
  }
}
