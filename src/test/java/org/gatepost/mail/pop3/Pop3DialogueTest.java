package org.gatepost.mail.pop3;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.gatepost.mail.dialogue.ClearText;
import org.gatepost.mail.dialogue.LoginFailure;
import org.gatepost.mail.dialogue.LoginPolicy;
import org.gatepost.mail.dialogue.Secret;
import org.gatepost.testing.Conversation;
import org.gatepost.testing.LeaksNothing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Pop3DialogueTest implements LeaksNothing {
  private static final Pop3Words WORDS =
      new Pop3Words(List.of("TOP", "USER", "UIDL", "EXPIRE 31 USER"), "POP3 ready");
  private static final LoginPolicy POLICY = new LoginPolicy(3, 2, 40, 50, true, true);
  private static final int MAX_LINE = 200;

  private static Conversation<Pop3Command> conversation() {
    return conversation(ClearText.ALLOWED, POLICY);
  }

  private static Conversation<Pop3Command> conversation(ClearText clearText) {
    return conversation(clearText, POLICY);
  }

  private static Conversation<Pop3Command> conversation(ClearText clearText, LoginPolicy policy) {
    return new Conversation<>(
        () -> new Pop3CommandDecoder(MAX_LINE), () -> new Pop3Dialogue(WORDS, policy, clearText));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  // CAPA

  @ParameterizedTest
  @EnumSource(
      value = ClearText.class,
      names = {"ALLOWED", "SECURED"})
  void capabilitiesNameTheMechanisms(ClearText clearText) {
    conversation(clearText)
        .reads(
            """
            S: +OK POP3 ready
            C: CAPA
            S: +OK Capability list follows
            S: TOP
            S: USER
            S: UIDL
            S: EXPIRE 31 USER
            S: SASL PLAIN LOGIN
            S: .
            """);
  }

  @Test
  void capabilitiesWithTlsOnOfferNameItUntilAUserIsNamed() {
    conversation(ClearText.ALLOWED_OR_START_TLS)
        .reads(
            """
            S: +OK POP3 ready
            C: capa
            S: +OK Capability list follows
            S: TOP
            S: USER
            S: UIDL
            S: EXPIRE 31 USER
            S: SASL PLAIN LOGIN
            S: STLS
            S: .
            C: USER alice
            S: +OK
            C: CAPA
            S: +OK Capability list follows
            S: TOP
            S: USER
            S: UIDL
            S: EXPIRE 31 USER
            S: SASL PLAIN LOGIN
            S: .
            """);
  }

  @Test
  void capabilitiesWithTlsDemandedNameNoWayToLogIn() {
    conversation(ClearText.START_TLS_ONLY)
        .reads(
            """
            S: +OK POP3 ready
            C: CAPA
            S: +OK Capability list follows
            S: TOP
            S: UIDL
            S: EXPIRE 31 USER
            S: STLS
            S: .
            """);
  }

  @Test
  void mechanismsThatAreOffAreNeitherNamedNorKnown() {
    conversation(ClearText.ALLOWED, new LoginPolicy(3, 2, 40, 50, true, false))
        .reads(
            """
            S: +OK POP3 ready
            C: CAPA
            S: +OK Capability list follows
            S: TOP
            S: USER
            S: UIDL
            S: EXPIRE 31 USER
            S: .
            C: AUTH PLAIN
            S: -ERR mechanism not supported
            """);
  }

  // NOOP, QUIT, STLS

  @Test
  void noopDoesNothing() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: NOOP
            S: +OK
            C: noop \s
            S: +OK
            C: USER alice
            S: +OK
            C: NOOP
            S: +OK
            C: PASS secret
            -- logs in alice with secret by login
            """);
  }

  @Test
  void quitEndsTheConversation() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: QUIT
            C: NOOP
            S: +OK
            -- closes
            """);
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: USER alice
            C: QUIT
            S: +OK
            S: +OK
            -- closes
            """);
  }

  @Test
  void tlsIsGrantedOnceAndDropsWhatWasSaidInTheClear() {
    conversation(ClearText.START_TLS_ONLY)
        .reads(
            """
            S: +OK POP3 ready
            C: STLS
            C: USER mallory
            S: +OK
            -- TLS begins
            C: PASS injected
            S: -ERR invalid command
            C: STLS
            S: -ERR invalid command
            C: USER alice
            S: +OK
            C: PASS secret
            -- logs in alice with secret by login
            """);
  }

  @ParameterizedTest
  @EnumSource(
      value = ClearText.class,
      names = {"ALLOWED", "SECURED"})
  void tlsThatIsNotOnOfferIsRefused(ClearText clearText) {
    conversation(clearText)
        .reads(
            """
            S: +OK POP3 ready
            C: STLS
            S: -ERR invalid command
            C: NOOP
            S: +OK
            """);
  }

  @Test
  void loginInTheClearIsRefusedWhereTlsIsDemanded() {
    conversation(ClearText.START_TLS_ONLY)
        .reads(
            """
            S: +OK POP3 ready
            C: USER alice
            S: -ERR cleartext logins disabled, use STLS
            C: AUTH PLAIN
            S: -ERR cleartext logins disabled, use STLS
            C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
            S: -ERR cleartext logins disabled, use STLS
            C: PASS secret
            S: -ERR invalid command
            """);
  }

  // USER and PASS

  @Test
  void userAndPasswordLogIn() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: user alice@example.org
            S: +OK
            C: pass secret
            -- logs in alice@example.org with secret by login from /
            """);
  }

  @Test
  void passwordIsTheRestOfItsLine() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: USER alice
            S: +OK
            C: PASS  blub%e9 "\\ Ü \s
            -- logs in alice with  blub%e9 "\\ Ü   by login
            """);
  }

  @Test
  void emptyPasswordIsLeftToTheServer() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: USER alice
            S: +OK
            C: PASS\s
            -- logs in alice with  by login
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"${USER}", "*)(uid=*", "ünï@example.org", "alice/tb", "{5}"})
  void loginNamesMayBeWhateverAPersonTypes(String name) {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: USER %1$s
            S: +OK
            C: PASS secret
            -- logs in %1$s with secret by login
            """
                .formatted(name));
  }

  @Test
  void userMayBeNamedAnew() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: USER alice
            C: USER bob
            C: PASS secret
            S: +OK
            S: +OK
            -- logs in bob with secret by login
            """);
  }

  @Test
  void passwordNeedsItsUserBefore() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: PASS secret
            S: -ERR invalid command
            C: USER alice
            S: +OK
            C: RETR 1
            S: -ERR invalid command
            C: PASS secret
            S: -ERR invalid command
            -- closes
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "USER",
        "USER ",
        "USER   ",
        "PASS",
        "APOP alice c4c9334bac560ecc979e58001b3e22fb",
        "AUTH",
        "AUTH PLAIN a b",
        "CAPA x",
        "NOOP x",
        "QUIT x",
        "STLS x",
        "LIST",
        "RETR 1",
        "XYZZY",
        "␀",
        "é",
        "HEAD / HTTP/1.1",
        " NOOP",
      })
  void commandThatIsNoneHereIsRefused(String command) {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: %s
            S: -ERR invalid command
            C: NOOP
            S: +OK
            """
                .formatted(command));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTH PLAIN", "STLS", "USER", "PASS"})
  void afterUserOnlyItsPasswordMayFollow(String command) {
    conversation(ClearText.ALLOWED_OR_START_TLS)
        .reads(
            """
            S: +OK POP3 ready
            C: USER alice
            S: +OK
            C: %s
            S: -ERR invalid command
            C: PASS secret
            S: -ERR invalid command
            """
                .formatted(command));
  }

  @Test
  void controlCharactersInALoginNameAreARefusedLogin() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: USER al␍ice
            S: +OK
            C: PASS secret
            S: -ERR [AUTH] LOGIN failed
            """);
  }

  @Test
  void longestLoginAndPasswordAreTriedAndOneOctetMoreIsNot() {
    conversation(ClearText.ALLOWED, new LoginPolicy(3, 9, 40, 50, true, true))
        .reads(
            """
            S: +OK POP3 ready
            C: USER %1$s
            S: +OK
            C: PASS %2$s
            -- logs in %1$s with %2$s by login
            -- login fails: BAD_CREDENTIALS
            S: -ERR [AUTH] LOGIN failed
            C: USER %1$su
            S: +OK
            C: PASS secret
            S: -ERR [AUTH] LOGIN failed
            C: USER alice
            S: +OK
            C: PASS %2$sp
            S: -ERR [AUTH] LOGIN failed
            """
                .formatted("u".repeat(40), "p".repeat(50)));
  }

  @Test
  void lineTooLongEndsTheConversation() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: USER %s
            C: NOOP
            S: -ERR invalid command
            -- closes
            """
                .formatted("u".repeat(MAX_LINE)));
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: USER alice
            S: +OK
            C: PASS %s
            S: -ERR invalid command
            -- closes
            """
                .formatted("p".repeat(MAX_LINE)));
  }

  // AUTH

  @Test
  void plainAsksForItsResponseOrTakesAnInitialOne() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: AUTH PLAIN
            S: +\s
            C: AGFsaWNlAHNlY3JldA==
            -- logs in alice with secret by plain
            -- login fails: BAD_CREDENTIALS
            S: -ERR [AUTH] LOGIN failed
            C: auth plain %s
            -- logs in admin for carol with secret by plain
            """
                .formatted(base64("carol\0admin\0secret")));
  }

  @Test
  void loginMechanismAsksForNameAndPassword() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: AUTH LOGIN
            S: + VXNlcm5hbWU6
            C: YWxpY2U=
            S: + UGFzc3dvcmQ6
            C: c2VjcmV0
            -- logs in alice with secret by sasl-login
            """);
  }

  @Test
  void asteriskCancelsAnExchange() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: AUTH PLAIN
            S: +
            C: *
            S: -ERR authentication aborted
            C: AUTH LOGIN
            S: + VXNlcm5hbWU6
            C: YWxpY2U=
            S: + UGFzc3dvcmQ6
            C: *
            S: -ERR authentication aborted
            C: NOOP
            S: +OK
            """);
  }

  @Test
  void badResponsesAreErrors() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: AUTH PLAIN ?
            S: -ERR invalid base64
            C: AUTH PLAIN =
            S: -ERR invalid response
            C: AUTH PLAIN
            S: +
            C: NOOP x
            S: -ERR invalid base64
            -- closes
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CRAM-MD5", "GSSAPI", "EXTERNAL", "XOAUTH2", "=", ""})
  void unknownMechanismsAreRefusedAndNoError(String mechanism) {
    conversation(ClearText.ALLOWED, new LoginPolicy(1, 1, 40, 50, true, true))
        .reads(
            """
            S: +OK POP3 ready
            C: AUTH %s
            S: -ERR mechanism not supported
            C: NOOP
            S: +OK
            """
                .formatted(mechanism));
  }

  @Test
  void responseTooLongEndsTheConversation() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: AUTH PLAIN
            S: +
            C: %s
            S: -ERR line is too long
            -- closes
            """
                .formatted("A".repeat(MAX_LINE)));
  }

  // Failures and limits

  @ParameterizedTest
  @EnumSource(LoginFailure.class)
  void everyFailureHasAnAnswerWithACode(LoginFailure failure) {
    String answer =
        switch (failure) {
          case BAD_CREDENTIALS, NO_ROUTE -> "[AUTH] LOGIN failed";
          case INTERNAL -> "[SYS/TEMP] internal server error";
          case LOOKUP_UNAVAILABLE,
              UPSTREAM_UNREACHABLE,
              UPSTREAM_REFUSED,
              UPSTREAM_PROTOCOL_ERROR,
              UPSTREAM_TIMEOUT ->
              "[SYS/TEMP] mailbox is not available, try again later";
        };
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: USER alice
            S: +OK
            C: PASS secret
            -- logs in alice
            -- login fails: %s
            S: -ERR %s
            C: NOOP
            S: +OK
            """
                .formatted(failure, answer));
  }

  @Test
  void wordsOfTheUpstreamServerArePassedOnAndTheLastRefusalCloses() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: USER alice
            S: +OK
            C: PASS wrong
            -- logs in alice with wrong
            -- login fails: BAD_CREDENTIALS "-ERR LOGIN failed"
            S: -ERR LOGIN failed
            C: USER alice
            C: PASS wrong
            S: +OK
            -- logs in alice with wrong
            -- login fails: UPSTREAM_REFUSED "-ERR [IN-USE] locked"
            S: -ERR [IN-USE] locked
            -- closes
            """);
  }

  @Test
  void wordsOfTheUpstreamServerStayWithinWherePassingThemIsOff() {
    conversation(ClearText.ALLOWED, new LoginPolicy(3, 2, 40, 50, false, true))
        .reads(
            """
            S: +OK POP3 ready
            C: USER alice
            S: +OK
            C: PASS wrong
            -- logs in alice
            -- login fails: BAD_CREDENTIALS "-ERR alice is locked on host7"
            S: -ERR [AUTH] LOGIN failed
            """);
  }

  @Test
  void commandsBehindALoginAreHeardOnceItHasFailed() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            C: USER alice
            C: PASS wrong
            C: NOOP
            C: QUIT
            S: +OK
            -- logs in alice with wrong
            -- login fails: BAD_CREDENTIALS
            S: -ERR [AUTH] LOGIN failed
            S: +OK
            S: +OK
            -- closes
            """);
  }

  @Test
  void idleClientHearsNothing() {
    conversation()
        .reads(
            """
            S: +OK POP3 ready
            -- client is idle
            -- closes
            """);
  }

  @Test
  void clientTooManyHearsWhyAndNoGreeting() {
    conversation()
        .reads(
            """
            -- too many connections
            S: -ERR [SYS/TEMP] too many connections, try again later
            -- closes
            """);
  }

  @Test
  void commandDuringALoginIsAFaultOfTheProxy() {
    Pop3Dialogue dialogue = new Pop3Dialogue(WORDS, POLICY, ClearText.ALLOWED);
    var granted = dialogue.on(new Pop3Command.User("alice"));
    var login = dialogue.on(new Pop3Command.Pass(Secret.of("secret")));
    org.assertj.core.api.Assertions.assertThat(granted).hasSize(1);
    org.assertj.core.api.Assertions.assertThat(login).hasSize(1);
    assertThatIllegalStateException().isThrownBy(() -> dialogue.on(new Pop3Command.Noop()));
  }
}
