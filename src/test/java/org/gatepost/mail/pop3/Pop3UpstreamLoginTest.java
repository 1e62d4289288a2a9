package org.gatepost.mail.pop3;

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

final class Pop3UpstreamLoginTest {
  private static UpstreamConversation userAndPassword(boolean sendsXoip) {
    return conversation(
        Mechanism.LOGIN_COMMAND, new Credentials("alice", Secret.of("secret")), sendsXoip);
  }

  private static UpstreamConversation conversation(
      Mechanism mechanism, Credentials credentials, boolean sendsXoip) {
    return new UpstreamConversation(
        new Pop3UpstreamLogin(
            new Introduction(
                new LoginRequest("", mechanism, credentials, ClientId.UNKNOWN),
                "alice@example.org",
                "192.0.2.10",
                "10.0.0.1"),
            sendsXoip));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void userAndPasswordFollowTheClientsAddress() {
    userAndPassword(true)
        .reads(
            """
            -- awaits reading greeting from upstream
            S: +OK ready
            P: XOIP 192.0.2.10
            -- awaits reading response to XOIP from upstream
            S: +OK
            P: USER alice@example.org
            -- awaits sending user name to upstream
            S: +OK send PASS
            P: PASS secret
            -- awaits reading response from upstream
            S: +OK Logged in.
            -- relays +OK Logged in.
            -- logged in
            """);
  }

  @Test
  void addressIsKeptWhereItIsNotToBeTold() {
    userAndPassword(false)
        .reads(
            """
            S: +OK
            P: USER alice@example.org
            """);
  }

  @Test
  void serverThatDoesNotKnowXoipIsLoggedInToAllTheSame() {
    userAndPassword(true)
        .reads(
            """
            S: +OK ready
            P: XOIP 192.0.2.10
            S: -ERR Unknown command.
            P: USER alice@example.org
            """);
  }

  @Test
  void suffixOfTheClientIsOnTheNameAgain() {
    conversation(Mechanism.LOGIN_COMMAND, new Credentials("alice/tb", Secret.of(" p  ")), false)
        .reads(
            """
            S: +OK
            P: USER alice@example.org/tb
            S: +OK
            P: PASS  p \s
            """);
  }

  @Test
  void plainSendsTheRoutedAccount() {
    conversation(Mechanism.PLAIN, new Credentials("alice", Secret.of("sécret")), false)
        .reads(
            """
            S: +OK
            P: AUTH PLAIN
            -- awaits sending SASL response to upstream
            S: +\s
            P: %s
            S: -ERR wrong
            -- relays -ERR wrong
            -- refused: BAD_CREDENTIALS
            """
                .formatted(base64("\0alice@example.org\0sécret")));
    conversation(Mechanism.PLAIN, new Credentials("alice", "admin", Secret.of("secret")), false)
        .reads(
            """
            S: +OK
            P: AUTH PLAIN
            S: +
            P: %s
            S: +OK
            -- relays +OK
            -- logged in
            """
                .formatted(base64("alice@example.org\0admin\0secret")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sec\rret", "sec\nret", "x\r\nDELE 1"})
  void passwordThatWouldEndItsLineGoesByPlain(String password) {
    conversation(Mechanism.LOGIN_COMMAND, new Credentials("alice", Secret.of(password)), false)
        .reads(
            """
            S: +OK
            P: AUTH PLAIN
            S: +
            P: %s
            """
                .formatted(base64("\0alice@example.org\0" + password)));
  }

  @Test
  void refusedGreetingIsPassedOn() {
    userAndPassword(true)
        .reads(
            """
            S: -ERR [SYS/TEMP] too busy
            -- relays -ERR [SYS/TEMP] too busy
            -- refused: UPSTREAM_REFUSED
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-ERR [SYS/TEMP] x", "-ERR [SYS/PERM] x", "-ERR [IN-USE] x"})
  void refusalAboutTheServerIsNotTheClientsFault(String line) {
    userAndPassword(false)
        .reads(
            """
            S: +OK
            P: USER alice@example.org
            S: +OK
            P: PASS secret
            S: %1$s
            -- relays %1$s
            -- refused: UPSTREAM_REFUSED
            """
                .formatted(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-ERR", "-ERR [AUTH] x", "-ERR LOGIN failed", "-err x"})
  void refusalOfNameOrPasswordIsTheClientsFault(String line) {
    userAndPassword(false)
        .reads(
            """
            S: +OK
            P: USER alice@example.org
            S: +OK
            P: PASS secret
            S: %1$s
            -- relays %1$s
            -- refused: BAD_CREDENTIALS
            """
                .formatted(line));
    userAndPassword(false)
        .reads(
            """
            S: +OK
            P: USER alice@example.org
            S: %1$s
            -- relays %1$s
            -- refused: BAD_CREDENTIALS
            """
                .formatted(line));
    conversation(Mechanism.PLAIN, new Credentials("alice", Secret.of("secret")), false)
        .reads(
            """
            S: +OK
            P: AUTH PLAIN
            S: +
            P: AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
            S: %1$s
            -- relays %1$s
            -- refused: BAD_CREDENTIALS
            """
                .formatted(line));
  }

  @Test
  void serverWithoutPlainIsToldUserAndPassword() {
    conversation(Mechanism.PLAIN, new Credentials("alice", Secret.of("secret")), false)
        .reads(
            """
            S: +OK
            P: AUTH PLAIN
            S: -ERR what?
            P: USER alice@example.org
            S: +OK
            P: PASS secret
            S: +OK
            -- relays +OK
            -- logged in
            """);
  }

  @Test
  void loginOnBehalfHasNoOtherWayThanPlain() {
    conversation(Mechanism.PLAIN, new Credentials("alice", "admin", Secret.of("secret")), false)
        .reads(
            """
            S: +OK
            P: AUTH PLAIN
            S: -ERR what?
            -- relays -ERR what?
            -- refused: BAD_CREDENTIALS
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "* OK ready", "220 ready", "+OKAY", "+", "OK", "+KO", "HTTP/1.1 400"})
  void nonsenseIsAProtocolErrorInEveryState(String line) {
    userAndPassword(true)
        .reads(
            """
            S: %s
            -- refused: UPSTREAM_PROTOCOL_ERROR
            """
                .formatted(line));
    userAndPassword(true)
        .reads(
            """
            S: +OK
            P: XOIP 192.0.2.10
            S: %s
            -- refused: UPSTREAM_PROTOCOL_ERROR
            """
                .formatted(line));
    userAndPassword(false)
        .reads(
            """
            S: +OK
            P: USER alice@example.org
            S: %s
            -- refused: UPSTREAM_PROTOCOL_ERROR
            """
                .formatted(line));
    userAndPassword(false)
        .reads(
            """
            S: +OK
            P: USER alice@example.org
            S: +OK
            P: PASS secret
            S: %s
            -- refused: UPSTREAM_PROTOCOL_ERROR
            """
                .formatted(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+OK", "+x", "* OK"})
  void nonsenseInPlaceOfAPromptIsAProtocolError(String line) {
    conversation(Mechanism.PLAIN, new Credentials("alice", Secret.of("secret")), false)
        .reads(
            """
            S: +OK
            P: AUTH PLAIN
            S: %s
            -- refused: UPSTREAM_PROTOCOL_ERROR
            """
                .formatted(line));
  }
}
