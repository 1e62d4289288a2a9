package org.gatepost.mail.imap;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.gatepost.mail.dialogue.ClientId;
import org.gatepost.mail.dialogue.Credentials;
import org.gatepost.mail.dialogue.LoginRequest;
import org.gatepost.mail.dialogue.LoginRequest.Mechanism;
import org.gatepost.mail.dialogue.Secret;
import org.gatepost.mail.upstream.Introduction;
import org.gatepost.testing.UpstreamConversation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImapUpstreamLoginTest {
  private static final String ID =
      "a1 ID (\"X-ORIGINATING-IP\" \"192.0.2.10\" \"name\" \"Zimbra\" \"version\" \"1.2\""
          + " \"X-VIA\" \"10.0.0.1(nginx/1.24.0)\")";

  private static UpstreamConversation loginCommand(boolean sendsId) {
    return conversation(
        Mechanism.LOGIN_COMMAND,
        new Credentials("alice", Secret.of("secret")),
        ClientId.UNKNOWN,
        sendsId);
  }

  private static UpstreamConversation plain(Credentials credentials) {
    return conversation(Mechanism.PLAIN, credentials, ClientId.UNKNOWN, false);
  }

  private static UpstreamConversation conversation(
      Mechanism mechanism, Credentials credentials, ClientId clientId, boolean sendsId) {
    return new UpstreamConversation(
        new ImapUpstreamLogin(
            new Introduction(
                new LoginRequest("a1", mechanism, credentials, clientId),
                "alice@example.org",
                "192.0.2.10",
                "10.0.0.1"),
            sendsId,
            "1.2"));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void loginGoesInLiteralsUnderTheClientsTag() {
    loginCommand(false)
        .reads(
            """
            -- awaits reading greeting from upstream
            S: * OK ready
            P: a1 LOGIN {17}
            -- awaits sending user name to upstream
            S: + go on
            P: alice@example.org {6}
            -- awaits sending password to upstream
            S: +
            P: secret
            -- awaits reading response from upstream
            S: a1 OK [CAPABILITY IMAP4rev1 IDLE] Logged in
            -- relays a1 OK [CAPABILITY IMAP4rev1 IDLE] Logged in
            -- logged in
            """);
  }

  @Test
  void idTellsWhereTheClientComesFromBeforeItsLogin() {
    loginCommand(true)
        .reads(
            """
            S: * OK ready
            P: %s
            -- awaits reading response to ID from upstream
            S: * ID ("NAME" "Zimbra")
            S: a1 OK ID completed
            P: a1 LOGIN {17}
            S: +
            P: alice@example.org {6}
            S: +
            P: secret
            S: a1 OK done
            -- relays a1 OK done
            -- logged in
            """
                .formatted(ID));
  }

  @Test
  void idNamesTheClientsProgram() {
    conversation(
            Mechanism.LOGIN_COMMAND,
            new Credentials("alice", Secret.of("secret")),
            new ClientId("Thunder", "1.0"),
            true)
        .reads(
            """
            S: * OK ready
            P: %s
            """
                .formatted(ID.replace("10.0.0.1(", "Thunder/1.0,10.0.0.1(")));
    conversation(
            Mechanism.LOGIN_COMMAND,
            new Credentials("alice", Secret.of("secret")),
            new ClientId("Thunder", ""),
            true)
        .reads(
            """
            S: * OK ready
            P: %s
            """
                .formatted(ID.replace("10.0.0.1(", "Thunder,10.0.0.1(")));
  }

  @Test
  void programWithoutNameIsNotNamed() {
    conversation(
            Mechanism.LOGIN_COMMAND,
            new Credentials("alice", Secret.of("secret")),
            new ClientId("ev\"il", "1.0"),
            true)
        .reads(
            """
            S: * OK ready
            P: %s
            """
                .formatted(ID));
  }

  @Test
  void serverThatPromisesLiteralsWithoutWaitingGetsAllAtOnce() {
    loginCommand(true)
        .reads(
            """
            S: * OK [CAPABILITY IMAP4rev1 LITERAL+ ID] ready
            P: %s
            P: a1 LOGIN {17+}
            P: alice@example.org {6+}
            P: secret
            S: * ID NIL
            S: a1 OK ID completed
            -- awaits reading response from upstream
            S: * CAPABILITY IMAP4rev1
            S: a1 OK Logged in
            -- relays * CAPABILITY IMAP4rev1
            -- relays a1 OK Logged in
            -- logged in
            """
                .formatted(ID));
  }

  @Test
  void allAtOnceWithoutIdIsTheLoginAlone() {
    loginCommand(false)
        .reads(
            """
            S: * ok [CAPABILITY imap4REV1 literal+] ready
            P: a1 LOGIN {17+}
            P: alice@example.org {6+}
            P: secret
            S: + go on, says a server that did not listen
            S: a1 NO wrong
            -- relays a1 NO wrong
            -- refused: BAD_CREDENTIALS
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* OK [CAPABILITY IMAP4rev1 LITERAL-] ready",
        "* OK [CAPABILITY IMAP4rev1 XLITERAL+] ready",
        "* OK [CAPABILITY LITERAL+",
        "* OK [CAPABILITY IMAP4rev1] LITERAL+ some day",
        "* OK LITERAL+",
      })
  void whatIsNoPromiseOfLiteralsWithoutWaitingIsNotTakenForOne(String greeting) {
    loginCommand(false)
        .reads(
            """
            S: %s
            P: a1 LOGIN {17}
            """
                .formatted(greeting));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a1 BAD ID", "a1 bad", "* BAD no such command"})
  void serverThatDoesNotKnowIdIsLoggedInToAllTheSame(String answer) {
    loginCommand(true)
        .reads(
            """
            S: * OK ready
            P: %s
            S: %s
            P: a1 LOGIN {17}
            """
                .formatted(ID, answer));
  }

  @Test
  void serverThatSaysNoToIdHasDecided() {
    loginCommand(true)
        .reads(
            """
            S: * OK ready
            P: %s
            S: a1 NO not from there
            -- relays a1 NO not from there
            -- refused: UPSTREAM_REFUSED
            """
                .formatted(ID));
  }

  @Test
  void noToTheUserNameRefusesTheLogin() {
    loginCommand(false)
        .reads(
            """
            S: * OK ready
            P: a1 LOGIN {17}
            S: * something for nobody
            S: a1 BAD LOGIN is off
            -- relays a1 BAD LOGIN is off
            -- refused: BAD_CREDENTIALS
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "unavailable"})
  void refusalAboutTheServerIsNotTheClientsFault(String code) {
    loginCommand(false)
        .reads(
            """
            S: * OK ready
            P: a1 LOGIN {17}
            S: +
            P: alice@example.org {6}
            S: +
            P: secret
            S: a1 NO [%1$s] come again
            -- relays a1 NO [%1$s] come again
            -- refused: UPSTREAM_REFUSED
            """
                .formatted(code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a1 NO", "a1 NO [AUTHENTICATIONFAILED] x", "a1 BAD x", "a1 no [EXPIRED]"})
  void refusalAboutThePasswordIsTheClientsFault(String line) {
    loginCommand(false)
        .reads(
            """
            S: * OK ready
            P: a1 LOGIN {17}
            S: +
            P: alice@example.org {6}
            S: +
            P: secret
            S: %1$s
            -- relays %1$s
            -- refused: BAD_CREDENTIALS
            """
                .formatted(line));
  }

  @Test
  void alertsReachTheUserWheneverTheyCome() {
    loginCommand(true)
        .reads(
            """
            S: * OK ready
            P: %s
            S: * OK [ALERT] one
            S: a1 OK
            P: a1 LOGIN {17}
            S: * OK [ALERT] two
            S: * OK nothing of note
            S: +
            P: alice@example.org {6}
            S: * OK [alert] three
            S: +
            P: secret
            S: * OK [ALERT] four
            S: a1 OK done
            -- relays * OK [ALERT] one
            -- relays * OK [ALERT] two
            -- relays * OK [alert] three
            -- relays * OK [ALERT] four
            -- relays a1 OK done
            -- logged in
            """
                .formatted(ID));
  }

  @Test
  void greetingThatIsByeIsARefusalThatTheClientDoesNotSee() {
    loginCommand(true)
        .reads(
            """
            S: * BYE too busy
            -- refused: UPSTREAM_REFUSED
            """);
  }

  @Test
  void byeInTheMiddleIsARefusal() {
    loginCommand(false)
        .reads(
            """
            S: * OK ready
            P: a1 LOGIN {17}
            S: * BYE shutting down
            -- refused: UPSTREAM_REFUSED
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 400 Bad Request",
        "+OK POP3 ready",
        "220 smtp",
        "* PREAUTH welcome",
        "* NO",
        "*",
      })
  void greetingOfAnotherProtocolIsAProtocolError(String greeting) {
    loginCommand(true)
        .reads(
            """
            S: %s
            -- refused: UPSTREAM_PROTOCOL_ERROR
            """
                .formatted(greeting));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a1",
        "a1OK",
        "a1 OKAY",
        "a10 OK done",
        "a OK done",
        "A1 OK",
        "xa1 OK done",
        "*OK"
      })
  void lineUnderAnotherTagIsAProtocolErrorInEveryState(String line) {
    loginCommand(true)
        .reads(
            """
            S: * OK ready
            P: %s
            S: %s
            -- refused: UPSTREAM_PROTOCOL_ERROR
            """
                .formatted(ID, line));
    loginCommand(false)
        .reads(
            """
            S: * OK ready
            P: a1 LOGIN {17}
            S: %s
            -- refused: UPSTREAM_PROTOCOL_ERROR
            """
                .formatted(line));
    loginCommand(false)
        .reads(
            """
            S: * OK ready
            P: a1 LOGIN {17}
            S: +
            P: alice@example.org {6}
            S: +
            P: secret
            S: %s
            -- refused: UPSTREAM_PROTOCOL_ERROR
            """
                .formatted(line));
    plain(new Credentials("alice", Secret.of("secret")))
        .reads(
            """
            S: * OK ready
            P: a1 AUTHENTICATE PLAIN
            S: %s
            -- refused: UPSTREAM_PROTOCOL_ERROR
            """
                .formatted(line));
  }

  @Test
  void okBeforeTheCredentialsAreSentIsNoLogin() {
    loginCommand(false)
        .reads(
            """
            S: * OK ready
            P: a1 LOGIN {17}
            S: a1 OK you are in
            -- refused: UPSTREAM_PROTOCOL_ERROR
            """);
  }

  @Test
  void promptAfterThePasswordIsAProtocolError() {
    loginCommand(false)
        .reads(
            """
            S: * OK ready
            P: a1 LOGIN {17}
            S: +
            P: alice@example.org {6}
            S: +
            P: secret
            S: + more
            -- refused: UPSTREAM_PROTOCOL_ERROR
            """);
  }

  @Test
  void plainSendsTheRoutedAccountAlone() {
    plain(new Credentials("alice/tb", Secret.of("sécret")))
        .reads(
            """
            S: * OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR] ready
            P: a1 AUTHENTICATE PLAIN
            -- awaits sending SASL response to upstream
            S: +
            P: %s
            S: a1 OK done
            -- relays a1 OK done
            -- logged in
            """
                .formatted(base64("\0alice@example.org/tb\0sécret")));
  }

  @Test
  void plainOnBehalfSendsTheRoutedAccountAndWhoAsks() {
    plain(new Credentials("alice/wm", "admin", Secret.of("secret")))
        .reads(
            """
            S: * OK ready
            P: a1 AUTHENTICATE PLAIN
            S: +
            P: %s
            S: a1 NO wrong
            -- relays a1 NO wrong
            -- refused: BAD_CREDENTIALS
            """
                .formatted(base64("alice@example.org/wm\0admin\0secret")));
  }

  @Test
  void serverWithoutPlainIsLoggedInToByCommand() {
    for (String refusal : new String[] {"NO [CANNOT] not here", "BAD what"}) {
      plain(new Credentials("alice", Secret.of("secret")))
          .reads(
              """
              S: * OK [CAPABILITY LITERAL+] ready
              P: a1 AUTHENTICATE PLAIN
              S: a1 %s
              P: a1 LOGIN {17}
              S: +
              P: alice@example.org {6}
              S: +
              P: secret
              S: a1 OK done
              -- relays a1 OK done
              -- logged in
              """
                  .formatted(refusal));
    }
  }

  @Test
  void loginOnBehalfHasNoOtherWayThanPlain() {
    plain(new Credentials("alice", "admin", Secret.of("secret")))
        .reads(
            """
            S: * OK ready
            P: a1 AUTHENTICATE PLAIN
            S: a1 NO [CANNOT] not here
            -- relays a1 NO [CANNOT] not here
            -- refused: UPSTREAM_REFUSED
            """);
  }

  @Test
  void passwordRefusedOverPlainIsNotTriedASecondTime() {
    plain(new Credentials("alice", Secret.of("wrong")))
        .reads(
            """
            S: * OK ready
            P: a1 AUTHENTICATE PLAIN
            S: +
            P: %s
            S: a1 NO wrong
            -- relays a1 NO wrong
            -- refused: BAD_CREDENTIALS
            """
                .formatted(base64("\0alice@example.org\0wrong")));
  }

  @Test
  void lengthsAreOctetsAndSuffixAndAnyOctetGoThrough() {
    conversation(
            Mechanism.LOGIN,
            new Credentials("älice/ni", Secret.of("€\r\n\"\\ x")),
            ClientId.UNKNOWN,
            false)
        .reads(
            """
            S: * OK ready
            P: a1 LOGIN {20}
            S: +
            P: alice@example.org/ni {9}
            S: +
            P: €
            P: "\\ x
            """);
  }
}
