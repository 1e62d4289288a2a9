package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.ScriptedUpstream;
import org.gatepost.testing.TestNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may say what and when, from the first word to the last. */
final class PipeliningIT {
  private ScriptedUpstream upstream;

  @BeforeEach
  void start() throws IOException {
    upstream = ScriptedUpstream.start(TestNames.MAILBOX_A, _ -> {});
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
    upstream.assertAllWentAsWritten();
  }

  private GatepostServer.Setup setup(Path folder) {
    return GatepostServer.in(folder)
        .mailbox(TestNames.MAILBOX_A, upstream)
        .account("alice", TestNames.MAILBOX_A);
  }

  @Test
  void commandsBehindALoginReachTheServerInOrder(@TempDir Path folder) throws Exception {
    upstream.plays(
        ScriptedUpstream.imapLogin("a")
            .then(
                ScriptedUpstream.transcript(
                    """
                    C: b SELECT INBOX
                    S: b OK selected
                    C: c FETCH 1 FLAGS
                    S: * 1 FETCH (FLAGS ())
                    S: c OK fetched
                    C: d LOGOUT\
                    """)));
    try (var server = setup(folder).start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      client.send("a LOGIN alice@example.org demo\r\nb SELECT INBOX\r\nc FETCH 1 FLAGS\r\n");
      client.expect("a OK Logged in.").expect("b OK selected");
      client.expect("* 1 FETCH (FLAGS ())").expect("c OK fetched");
      client.say("d LOGOUT");
      assertThat(client.untilEnd()).isEmpty();
    }
  }

  @Test
  void whatStandsBehindStartTlsInTheSamePacketIsNeverExecuted(@TempDir Path folder)
      throws Exception {
    try (var server = setup(folder).start();
        var imap = server.connect("imap");
        var pop3 = server.connect("pop3")) {
      imap.expectStart("* OK");
      imap.send("a STARTTLS\r\nb NOOP\r\nc LOGIN alice demo\r\n").expect("a OK completed");
      imap.secure(null).say("d NOOP").expect("d OK completed");
      pop3.expectStart("+OK");
      pop3.send("STLS\r\nUSER alice\r\nPASS demo\r\n").expectStart("+OK");
      pop3.secure(null).say("CAPA").expect("+OK Capability list follows");
      assertThat(upstream.connections()).isZero();
    }
  }

  @Test
  void refusedLoginMayBeTriedAgainAndThenWorks(@TempDir Path folder) throws Exception {
    upstream.plays(
        ScriptedUpstream.transcript(
            """
            S: * OK ready
            C: a ID (...
            S: a OK done
            C: a LOGIN {17}
            S: + go on
            C: alice@example.org {5}
            S: + go on
            C: wrong
            S: a NO [AUTHENTICATIONFAILED] not this one\
            """));
    try (var server = setup(folder).start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN alice wrong").expect("a NO [AUTHENTICATIONFAILED] not this one");
      assertThat(upstream.connections()).isEqualTo(1);
      upstream.plays(ScriptedUpstream.imapLogin("b"));
      client.say("b LOGIN alice demo").expect("b OK Logged in.");
      server.awaitLog("login failed: ", "login: \"alice\"");
      server.awaitLog("client logged in", "login: \"alice\"");
    }
  }

  @ParameterizedTest
  @CsvSource({"imap,a LOGIN nobody x,a NO", "pop3,PASS x,-ERR"})
  void tooManyRefusedLoginsEndTheConnection(
      String door, String login, String answer, @TempDir Path folder) throws Exception {
    try (var server = setup(folder).attribute("gatepostMaxLoginAttempts", "2").start();
        var client = server.connect(door)) {
      client.line();
      for (int i = 0; i < 2; i++) {
        if (door.equals("pop3")) {
          client.say("USER nobody").expectStart("+OK");
        }
        client.say(login).expectStart(answer);
      }
      assertThat(client.untilEnd()).allMatch(line -> line.startsWith("* BYE"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"imap", "imaps"})
  void newsReachAnIdleClientAtOnce(String door, @TempDir Path folder) throws Exception {
    var clientIdles = new CountDownLatch(1);
    upstream.plays(
        ScriptedUpstream.imapLogin("a")
            .then(ScriptedUpstream.transcript("C: b IDLE\nS: + idling"))
            .then(proxy -> {
              assertThat(clientIdles.await(10, TimeUnit.SECONDS)).isTrue();
              proxy.say("* 1 EXISTS").expect("DONE").say("b OK done").line();
            }));
    try (var server = setup(folder).start();
        var client = server.connect(door)) {
      client.expectStart("* OK");
      client.say("a LOGIN alice demo").expect("a OK Logged in.");
      client.say("b IDLE").expect("+ idling");
      clientIdles.countDown();
      client.expect("* 1 EXISTS");
      client.say("DONE").expect("b OK done").say("c LOGOUT");
      assertThat(client.untilEnd()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"imap,TRUE", "imap,FALSE", "imaps,TRUE"})
  void partingWordsStandBetweenResponsesOnly(String door, String kernel, @TempDir Path folder)
      throws Exception {
    upstream.plays(
        ScriptedUpstream.imapLogin("a")
            .then(proxy -> {
              if (proxy.line().equals("b FETCH")) {
                proxy.send("* 1 FETCH (BODY[] {100}\r\nhalf of it");
              } else {
                proxy.say("b OK done");
              }
              proxy.untilEnd();
            }));
    var server = setup(folder).attribute("gatepostKernelRelay", kernel).start();
    try (var within = server.connect(door);
        var between = server.connect(door)) {
      within.expectStart("* OK");
      within.say("a LOGIN alice demo").expect("a OK Logged in.");
      within.say("b FETCH").expect("* 1 FETCH (BODY[] {100}");
      assertThat(within.digest(10)).isNotEmpty();
      between.expectStart("* OK");
      between.say("a LOGIN alice demo").expect("a OK Logged in.");
      between.say("b NOOP").expect("b OK done");

      server.close();

      assertThat(within.untilEnd()).isEmpty();
      assertThat(between.untilEnd()).containsExactly("* BYE IMAP server terminating connection");
    }
  }

  @ParameterizedTest
  @CsvSource({"pop3,TRUE", "pop3,FALSE", "pop3s,TRUE"})
  void silentSessionEndsWhenItsClockHasRunDown(String door, String kernel, @TempDir Path folder)
      throws Exception {
    upstream.plays(ScriptedUpstream.pop3Login().then(proxy -> proxy.untilEnd()));
    try (var server =
            setup(folder)
                .attribute("gatepostKernelRelay", kernel)
                .attribute("pop3_max_idle_time", "1")
                .start();
        var client = server.connect(door)) {
      client.expectStart("+OK");
      client.say("USER alice").expectStart("+OK");
      client.say("PASS demo").expect("+OK Logged in.");
      assertThat(client.untilEnd()).isEmpty();
      server.awaitLog("client timed out (110: Connection timed out) while proxying");
    }
  }

  @Test
  void clientThatNeverLogsInIsToldGoodbye(@TempDir Path folder) throws Exception {
    try (var server = setup(folder).attribute("imap_max_idle_time", "1").start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      assertThat(client.untilEnd()).containsExactly("* BYE IMAP server terminating connection");
      server.awaitLog("client timed out", "while in auth state");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRUE", "FALSE"})
  void halfCloseIsPassedOnInBothDirections(String kernel, @TempDir Path folder) throws Exception {
    upstream.plays(
        ScriptedUpstream.imapLogin("a")
            .then(proxy -> {
              assertThat(proxy.untilEnd()).containsExactly("b the last words");
              proxy.say("* these still arrive").say("b OK");
            }));
    try (var server = setup(folder).attribute("gatepostKernelRelay", kernel).start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN alice demo").expect("a OK Logged in.");
      client.say("b the last words").endOutput();
      assertThat(client.untilEnd()).containsExactly("* these still arrive", "b OK");
      server.awaitLog("proxied session done");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRUE", "FALSE"})
  void lastWordsOfAServerThatClosesAtOnceArrive(String kernel, @TempDir Path folder)
      throws Exception {
    upstream.plays(
        ScriptedUpstream.imapLogin("a")
            .then(ScriptedUpstream.transcript("C: b LOGOUT\nS: * BYE\nS: b OK bye")));
    try (var server = setup(folder).attribute("gatepostKernelRelay", kernel).start()) {
      for (int i = 0; i < 50; i++) {
        try (var client = server.connect("imap")) {
          client.expectStart("* OK");
          client.say("a LOGIN alice demo").expect("a OK Logged in.");
          client.say("b LOGOUT");
          assertThat(client.untilEnd()).containsExactly("* BYE", "b OK bye");
        }
      }
    }
  }
}
