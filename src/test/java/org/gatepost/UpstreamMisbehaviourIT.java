package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.LdapServer;
import org.gatepost.testing.ScriptedUpstream;
import org.gatepost.testing.ScriptedUpstream.Script;
import org.gatepost.testing.TestNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One line for each kind of nonsense that a mailbox server may come up with. */
final class UpstreamMisbehaviourIT {
  private static final String UNAVAILABLE =
      "a NO [UNAVAILABLE] mailbox is not available, try again later";
  private static final String SYS_TEMP =
      "-ERR [SYS/TEMP] mailbox is not available, try again later";

  private ScriptedUpstream upstream;

  @BeforeEach
  void start() throws IOException {
    upstream = ScriptedUpstream.start(TestNames.MAILBOX_A, _ -> {});
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
  }

  private GatepostServer.Setup setup(Path folder) {
    return GatepostServer.in(folder)
        .mailbox(TestNames.MAILBOX_A, upstream)
        .account("alice", TestNames.MAILBOX_A)
        .attribute("zimbraReverseProxyConnectTimeout", "2000ms");
  }

  private static Script says(String text) {
    return proxy -> {
      proxy.send(text);
      proxy.untilEnd();
    };
  }

  private static Script transcript(String... lines) {
    return ScriptedUpstream.transcript(String.join("\n", lines));
  }

  private static final Script HANGS = proxy -> proxy.untilEnd();
  private static final Script CLOSES = _ -> {};
  private static final Script IMAP_UP_TO_ID = transcript("S: * OK hi", "C: a ID (...");
  private static final Script IMAP_UP_TO_USER =
      IMAP_UP_TO_ID.then(transcript("S: a OK", "C: a LOGIN {17}"));
  private static final Script IMAP_UP_TO_PASSWORD =
      IMAP_UP_TO_USER.then(transcript("S: + ", "C: alice@example.org {4}"));
  private static final Script IMAP_UP_TO_RESULT =
      IMAP_UP_TO_PASSWORD.then(transcript("S: + ", "C: demo"));

  static Stream<Arguments> imapNonsense() {
    return Stream.of(
        Arguments.of("nonsense for a greeting", says("220 hello\r\n"), UNAVAILABLE),
        Arguments.of("many lines of nonsense", says("a\r\n".repeat(1000)), UNAVAILABLE),
        Arguments.of("NULs", says("\0\0\0\r\n\0\r\n"), UNAVAILABLE),
        Arguments.of("a greeting of BYE", says("* BYE 10.9.8.7 is full\r\n"), UNAVAILABLE),
        Arguments.of("no greeting", HANGS, UNAVAILABLE),
        Arguments.of("close at the greeting", CLOSES, UNAVAILABLE),
        Arguments.of("10 MB without a line end", says("x".repeat(10_000_000)), UNAVAILABLE),
        Arguments.of(
            "10 MB of lines", says("* OK hi\r\n" + "* x\r\n".repeat(2_000_000)), UNAVAILABLE),
        Arguments.of("hang at ID", IMAP_UP_TO_ID.then(HANGS), UNAVAILABLE),
        Arguments.of("close at ID", IMAP_UP_TO_ID.then(CLOSES), UNAVAILABLE),
        Arguments.of("nonsense at ID", IMAP_UP_TO_ID.then(says("b OK\r\n")), UNAVAILABLE),
        Arguments.of("no to ID", IMAP_UP_TO_ID.then(says("a NO not you\r\n")), "a NO not you"),
        Arguments.of("hang at user", IMAP_UP_TO_USER.then(HANGS), UNAVAILABLE),
        Arguments.of("close at user", IMAP_UP_TO_USER.then(CLOSES), UNAVAILABLE),
        Arguments.of("close at password", IMAP_UP_TO_PASSWORD.then(CLOSES), UNAVAILABLE),
        Arguments.of("hang at result", IMAP_UP_TO_RESULT.then(HANGS), UNAVAILABLE),
        Arguments.of("close at result", IMAP_UP_TO_RESULT.then(CLOSES), UNAVAILABLE),
        Arguments.of("BYE at result", IMAP_UP_TO_RESULT.then(says("* BYE\r\n")), UNAVAILABLE),
        Arguments.of(
            "endless answer",
            IMAP_UP_TO_RESULT.then(says("* CAPABILITY x\r\n".repeat(500_000))),
            UNAVAILABLE),
        Arguments.of(
            "refusal in its words",
            IMAP_UP_TO_RESULT.then(says("a NO [EXPIRED] get a new one\r\n")),
            "a NO [EXPIRED] get a new one"),
        Arguments.of(
            "refusal and more behind it",
            IMAP_UP_TO_RESULT.then(says("a NO no\r\na OK yes\r\n* junk\r\n")),
            "a NO no"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("imapNonsense")
  void imapClientIsAnsweredAndMayGoOn(
      String name, Script script, String answer, @TempDir Path folder) throws Exception {
    upstream.plays(script);
    try (var server = setup(folder).start();
        var client = server.connect("imap");
        var other = server.connect("pop3")) {
      client.expectStart("* OK");
      client.say("a LOGIN alice demo").expect(answer);
      client.say("b NOOP").expect("b OK completed");
      upstream.plays(ScriptedUpstream.imapLogin("c"));
      client.say("c LOGIN alice demo").expect("c OK Logged in.");
      other.expectStart("+OK");
      other.say("NOOP").expectStart("+OK");
      server.awaitLog("login failed: ", "alice", "client: 127.0.0.1:" + client.localPort());
    }
  }

  private static final Script POP3_UP_TO_USER =
      transcript("S: +OK hi", "C: XOIP 127.0.0.1", "S: -ERR what", "C: USER alice@example.org");
  private static final Script POP3_UP_TO_PASS =
      POP3_UP_TO_USER.then(transcript("S: +OK", "C: PASS demo"));

  static Stream<Arguments> pop3Nonsense() {
    return Stream.of(
        Arguments.of("nonsense for a greeting", says("* OK hello\r\n"), SYS_TEMP),
        Arguments.of("many lines of nonsense", says("a\r\n".repeat(1000)), SYS_TEMP),
        Arguments.of("no greeting", HANGS, SYS_TEMP),
        Arguments.of("close at the greeting", CLOSES, SYS_TEMP),
        Arguments.of("10 MB without a line end", says("x".repeat(10_000_000)), SYS_TEMP),
        Arguments.of("close at USER", POP3_UP_TO_USER.then(CLOSES), SYS_TEMP),
        Arguments.of("hang at USER", POP3_UP_TO_USER.then(HANGS), SYS_TEMP),
        Arguments.of("close at PASS", POP3_UP_TO_PASS.then(CLOSES), SYS_TEMP),
        Arguments.of("nonsense at PASS", POP3_UP_TO_PASS.then(says("250 ok\r\n")), SYS_TEMP),
        Arguments.of(
            "refusal in its words",
            POP3_UP_TO_PASS.then(says("-ERR [IN-USE] busy\r\n")),
            "-ERR [IN-USE] busy"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pop3Nonsense")
  void pop3ClientIsAnsweredAndMayGoOn(
      String name, Script script, String answer, @TempDir Path folder) throws Exception {
    upstream.plays(script);
    try (var server = setup(folder).start();
        var client = server.connect("pop3")) {
      client.expectStart("+OK");
      client.say("USER alice").expectStart("+OK");
      client.say("PASS demo").expect(answer);
      client.say("NOOP").expectStart("+OK");
      upstream.plays(ScriptedUpstream.pop3Login());
      client.say("USER alice").expectStart("+OK");
      client.say("PASS demo").expect("+OK Logged in.");
    }
  }

  @Test
  void serverThatSpeaksInSingleOctetsIsUnderstood(@TempDir Path folder) throws Exception {
    upstream.plays(proxy -> {
      proxy.dribble("* OK slow\r\n").line();
      proxy.dribble("* ID NIL\r\na OK\r\n").line();
      proxy.dribble("+ \r\n").line();
      proxy.dribble("+ \r\n").line();
      proxy.dribble("* CAPABILITY IMAP4rev1\r\na OK in\r\n* 3 EXISTS\r\n").untilEnd();
    });
    try (var server = setup(folder).start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN alice demo");
      client.expect("* CAPABILITY IMAP4rev1").expect("a OK in").expect("* 3 EXISTS");
    }
  }

  @Test
  void tlsPortThatSpeaksPlainIsNotAvailable(@TempDir Path folder) throws Exception {
    upstream.plays(says("* OK no TLS here\r\n"));
    try (var server =
            setup(folder).attribute("zimbraReverseProxySSLToUpstreamEnabled", "TRUE").start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN alice demo").expect(UNAVAILABLE);
      client.say("b NOOP").expect("b OK completed");
    }
  }

  @Test
  void nobodyAtThePortIsNotAvailable(@TempDir Path folder) throws Exception {
    upstream.close();
    try (var server = setup(folder).start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN alice demo").expect(UNAVAILABLE);
      client.say("b NOOP").expect("b OK completed");
      server.awaitLog("connect() to", "while connecting to upstream");
    }
  }

  @Test
  void refusedPasswordIsTriedOnceOnlyEvenOnARememberedRoute(@TempDir Path folder) throws Exception {
    try (var server = setup(folder).start()) {
      upstream.plays(ScriptedUpstream.imapLogin("a"));
      try (var client = server.connect("imap")) {
        client.expectStart("* OK");
        client.say("a LOGIN alice demo").expect("a OK Logged in.");
      }
      upstream.plays(IMAP_UP_TO_RESULT.then(says("a NO wrong\r\n")));
      try (var client = server.connect("imap")) {
        client.expectStart("* OK");
        client.say("a LOGIN alice demo").expect("a NO wrong");
      }
      assertThat(upstream.connections()).isEqualTo(2);
    }
  }

  @Test
  void secondAddressOfAHostIsTriedWhenTheFirstRefuses(@TempDir Path folder) throws Exception {
    upstream.plays(ScriptedUpstream.imapLogin("a"));
    try (var server =
            GatepostServer.in(folder)
                .mailbox(TestNames.TWO_ADDRESSES, upstream)
                .account("alice", TestNames.TWO_ADDRESSES)
                .start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN alice demo").expect("a OK Logged in.");
    }
    upstream.assertAllWentAsWritten();
  }

  @Test
  void rememberedRouteToADeadServerIsLookedUpOnceMore(@TempDir Path folder) throws Exception {
    try (var second = ScriptedUpstream.start(TestNames.MAILBOX_B, ScriptedUpstream.imapLogin("b"));
        var ldap =
            LdapServer.start(
                setup(folder)
                    .mailbox(TestNames.MAILBOX_B, second)
                    .attribute("gatepostLocalRouteTTL", "1h")
                    .ldif());
        var server =
            setup(folder)
                .attribute("gatepostLocalRouteTTL", "1h")
                .directory("url: [\"" + ldap.url() + "\"]")
                .start()) {
      upstream.plays(ScriptedUpstream.imapLogin("a"));
      try (var client = server.connect("imap")) {
        client.expectStart("* OK");
        client.say("a LOGIN alice demo").expect("a OK Logged in.");
      }
      ldap.replace("uid=alice,ou=people,dc=example,dc=org", "zimbraMailHost", TestNames.MAILBOX_B);
      upstream.close();
      try (var client = server.connect("imap")) {
        client.expectStart("* OK");
        client.say("b LOGIN alice demo").expect("b OK Logged in.");
      }
      assertThat(second.connections()).isEqualTo(1);
      second.assertAllWentAsWritten();
    }
  }
}
