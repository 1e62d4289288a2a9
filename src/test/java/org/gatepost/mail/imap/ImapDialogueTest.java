package org.gatepost.mail.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.gatepost.mail.dialogue.ClearText;
import org.gatepost.mail.dialogue.LoginFailure;
import org.gatepost.mail.dialogue.LoginPolicy;
import org.gatepost.mail.dialogue.Refusal;
import org.gatepost.mail.dialogue.Step;
import org.gatepost.testing.Conversation;
import org.gatepost.testing.LeaksNothing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImapDialogueTest implements LeaksNothing {
  private static final ImapWords WORDS =
      new ImapWords(
          List.of("IMAP4rev1", "ID", "LITERAL+", "SASL-IR"), "IMAP4rev1 proxy server ready", "1.2");
  private static final LoginPolicy POLICY = new LoginPolicy(3, 2, 40, 50, true, true);
  private static final int MAX_COMMAND = 200;

  private static Conversation<ImapCommand> conversation() {
    return conversation(ClearText.ALLOWED, POLICY);
  }

  private static Conversation<ImapCommand> conversation(ClearText clearText) {
    return conversation(clearText, POLICY);
  }

  private static Conversation<ImapCommand> conversation(ClearText clearText, LoginPolicy policy) {
    return new Conversation<>(
        () -> new ImapCommandDecoder(MAX_COMMAND),
        () -> new ImapDialogue(WORDS, policy, clearText));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  // Capabilities

  @Test
  void capabilitiesInTheClearNameTheMechanisms() {
    conversation(ClearText.ALLOWED)
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 CAPABILITY
            S: * CAPABILITY IMAP4rev1 ID LITERAL+ SASL-IR AUTH=PLAIN AUTH=LOGIN
            S: a1 OK completed
            """);
  }

  @Test
  void capabilitiesWithTlsOnOfferNameIt() {
    conversation(ClearText.ALLOWED_OR_START_TLS)
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 capability
            S: * CAPABILITY IMAP4rev1 ID LITERAL+ SASL-IR AUTH=PLAIN AUTH=LOGIN STARTTLS
            S: a1 OK completed
            """);
  }

  @Test
  void capabilitiesWithTlsDemandedNameNoMechanism() {
    conversation(ClearText.START_TLS_ONLY)
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 Capability
            S: * CAPABILITY IMAP4rev1 ID LITERAL+ SASL-IR STARTTLS LOGINDISABLED
            S: a1 OK completed
            """);
  }

  @Test
  void capabilitiesUnderTlsNameTheMechanismsAndNoMoreTls() {
    conversation(ClearText.SECURED)
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 CAPABILITY
            S: * CAPABILITY IMAP4rev1 ID LITERAL+ SASL-IR AUTH=PLAIN AUTH=LOGIN
            S: a1 OK completed
            """);
  }

  @Test
  void mechanismsThatAreOffAreNeitherNamedNorKnown() {
    conversation(ClearText.ALLOWED, new LoginPolicy(3, 2, 40, 50, true, false))
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 CAPABILITY
            S: * CAPABILITY IMAP4rev1 ID LITERAL+ SASL-IR
            S: a1 OK completed
            C: a2 AUTHENTICATE PLAIN
            S: a2 NO [CANNOT] mechanism not supported
            C: a3 LOGIN alice secret
            -- logs in alice with secret by login
            """);
  }

  // NOOP, LOGOUT

  @Test
  void noopDoesNothing() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: A.1-x_ NOOP
            S: A.1-x_ OK completed
            C: a2 noop \s
            S: a2 OK completed
            """);
  }

  @Test
  void pipelinedCommandsAreAllAnsweredInTheirOrder() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 NOOP
            C: a2 CAPABILITY
            C: a3 NOOP
            S: a1 OK completed
            S: * CAPABILITY IMAP4rev1 ID LITERAL+ SASL-IR AUTH=PLAIN AUTH=LOGIN
            S: a2 OK completed
            S: a3 OK completed
            """);
  }

  @Test
  void logoutSaysByeBeforeItsResult() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGOUT
            C: a2 NOOP
            S: * BYE IMAP server terminating connection
            S: a1 OK completed
            -- closes
            """);
  }

  // ID

  @Test
  void idIsAnsweredInAllItsForms() {
    String[] forms = {
      "NIL",
      "nil",
      "()",
      "(\"name\" \"Thunder\")",
      "(\"name\" NIL \"os\" \"x\")",
      "(\"a \\\"quoted\\\" key\" \"back\\\\slash\")",
    };
    for (String form : forms) {
      conversation()
          .reads(
              """
              S: * OK IMAP4rev1 proxy server ready
              C: a1 ID %s
              S: * ID ("NAME" "Zimbra" "VERSION" "1.2" "RELEASE" "gatepost")
              S: a1 OK completed
              """
                  .formatted(form));
    }
  }

  @Test
  void idOfTheClientGoesWithItsLogin() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 ID ("NAME" "first" "name" "Thunder" "Version" "1.0")
            S: * ID ("NAME" "Zimbra" "VERSION" "1.2" "RELEASE" "gatepost")
            S: a1 OK completed
            C: a2 LOGIN alice secret
            -- logs in alice with secret by login from Thunder/1.0
            """);
  }

  @Test
  void idMayComeInLiterals() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 ID ({4}
            S: +
            C: name {12}
            S: +
            C: Thunder bird "version" {3+}
            C: 1.0)
            S: * ID ("NAME" "Zimbra" "VERSION" "1.2" "RELEASE" "gatepost")
            S: a1 OK completed
            C: a2 LOGIN alice secret
            -- logs in alice with secret by login from Thunder bird/1.0
            """);
  }

  @Test
  void secondIdReplacesTheFirst() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 ID ("name" "Thunder" "version" "1.0")
            S: * ID ("NAME" "Zimbra" "VERSION" "1.2" "RELEASE" "gatepost")
            S: a1 OK completed
            C: a2 ID NIL
            S: * ID ("NAME" "Zimbra" "VERSION" "1.2" "RELEASE" "gatepost")
            S: a2 OK completed
            C: a3 LOGIN alice secret
            -- logs in alice with secret by login from /
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{23+}␍␊x\" \"X-ORIGINATING-IP\" \"",
        "{11+}␍␊x␍␊a DELETE",
        "\"x)\"",
        "\"x,y\"",
        "\"a{3}\"",
        "\"q\\\"q\"",
        "\"tab\there\"",
        "\"Thündér\"",
      })
  void idValuesThatCouldSaySomethingUpstreamAreDropped(String hostile) {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 ID ("name" %s "version" "1.0")
            S: * ID ("NAME" "Zimbra" "VERSION" "1.2" "RELEASE" "gatepost")
            S: a1 OK completed
            C: a2 LOGIN alice secret
            -- logs in alice with secret by login from /1.0
            """
                .formatted(hostile));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ID",
        "ID ",
        "ID (",
        "ID  NIL",
        "ID NILS",
        "ID (\"name\")",
        "ID (\"name\" \"x\"",
        "ID (name x)",
        "ID (\"name\" \"x\" )",
        "ID (\"na\\me\" \"x\")",
        "ID (NIL \"x\")",
        "ID (\"name\" \"x\") y",
      })
  void idThatIsNoneIsMalformed(String command) {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 %s
            S: a1 BAD invalid command
            """
                .formatted(command));
  }

  // STARTTLS

  @Test
  void startTlsIsGrantedOnceAndDropsWhatWasSaidInTheClear() {
    conversation(ClearText.START_TLS_ONLY)
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 STARTTLS
            C: a2 LOGIN mallory injected
            S: a1 OK completed
            -- TLS begins
            C: a3 CAPABILITY
            S: * CAPABILITY IMAP4rev1 ID LITERAL+ SASL-IR AUTH=PLAIN AUTH=LOGIN
            S: a3 OK completed
            C: a4 STARTTLS
            S: a4 BAD invalid command
            C: a5 LOGIN alice secret
            -- logs in alice with secret by login
            """);
  }

  @Test
  void idOfTheClearIsForgottenUnderTls() {
    conversation(ClearText.ALLOWED_OR_START_TLS)
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 ID ("name" "Mallory" "version" "6")
            S: * ID ("NAME" "Zimbra" "VERSION" "1.2" "RELEASE" "gatepost")
            S: a1 OK completed
            C: a2 STARTTLS
            S: a2 OK completed
            -- TLS begins
            C: a3 LOGIN alice secret
            -- logs in alice with secret by login from /
            """);
  }

  @ParameterizedTest
  @EnumSource(
      value = ClearText.class,
      names = {"ALLOWED", "SECURED"})
  void startTlsThatIsNotOnOfferIsRefused(ClearText clearText) {
    conversation(clearText)
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 STARTTLS
            S: a1 BAD invalid command
            C: a2 NOOP
            S: a2 OK completed
            """);
  }

  @Test
  void loginInTheClearIsRefusedWhereTlsIsDemanded() {
    conversation(ClearText.START_TLS_ONLY)
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN alice secret
            S: a1 NO [PRIVACYREQUIRED] cleartext logins disabled
            C: a2 AUTHENTICATE PLAIN
            S: a2 NO [PRIVACYREQUIRED] cleartext logins disabled
            C: a3 AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==
            S: a3 NO [PRIVACYREQUIRED] cleartext logins disabled
            C: a4 AUTHENTICATE GSSAPI
            S: a4 NO [PRIVACYREQUIRED] cleartext logins disabled
            C: a5 LOGIN alice secret
            S: a5 NO [PRIVACYREQUIRED] cleartext logins disabled
            """);
  }

  // LOGIN

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOGIN alice secret",
        "login alice secret",
        "LOGIN \"alice\" \"secret\"",
        "LOGIN alice \"secret\"",
        "LOGIN {5+}␍␊alice {6+}␍␊secret",
        "LOGIN {5+}␍␊alice secret",
        "LOGIN \"alice\" {6+}␍␊secret",
      })
  void loginIsUnderstoodInEveryNotation(String command) {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 %s
            -- logs in alice with secret by login from /
            """
                .formatted(command));
  }

  @Test
  void synchronizingLiteralsAreAskedFor() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN {5}
            S: +\s
            C: alice {6}
            S: +\s
            C: secret
            -- logs in alice with secret by login
            """);
  }

  @Test
  void literalOfNoOctetsIsAnEmptyText() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN alice {0}
            S: +
            C:\s
            -- logs in alice with  by login
            -- login fails: BAD_CREDENTIALS
            S: a1 NO [AUTHENTICATIONFAILED] LOGIN failed
            C: a2 LOGIN {0}
            S: +
            C:  {6+}
            C: secret
            S: a2 BAD invalid command
            C: a3 LOGIN "" secret
            S: a3 BAD invalid command
            """);
  }

  @Test
  void quotedTextsMayEscapeQuotesAndBackslashes() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN alice "a\\"b\\\\c d"
            -- logs in alice with a"b\\c d by login
            """);
  }

  @Test
  void loginMayHoldWhateverAPersonTypes() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN "${USER}" "blub%e9blub"
            -- logs in ${USER} with blub%e9blub by login
            -- login fails: NO_ROUTE
            S: a1 NO [AUTHENTICATIONFAILED] LOGIN failed
            C: a2 LOGIN "*)(uid=*" "Ünï€"
            -- logs in *)(uid=* with Ünï€ by login
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOGIN",
        "LOGIN ",
        "LOGIN alice",
        "LOGIN alice ",
        "LOGIN  alice secret",
        "LOGIN alice  secret",
        "LOGIN alice secret ",
        "LOGIN alice secret more",
        "LOGIN \"alice secret",
        "LOGIN \"al\\ice\" secret",
        "LOGIN alice \"sec\0ret\"",
        "LOGIN alice {6+}␍␊sec␀et",
        "LOGIN (alice) secret",
        "LOGIN alice{5+}␍␊12345",
        "LOGIN {} secret",
        "LOGIN {-1} secret",
        "LOGIN {5",
        "LOGIN {5} secret",
        "LOGIN alice %",
        "CAPABILITY x",
        "NOOP x",
        "LOGOUT now",
        "STARTTLS x",
        "AUTHENTICATE",
        "AUTHENTICATE ",
        "AUTHENTICATE PLAIN x y",
        " NOOP",
        "",
        "SELECT INBOX",
        "UID FETCH 1 FLAGS",
        "APPEND INBOX {3+}␍␊abc",
      })
  void commandThatIsNoneHereIsBadUnderItsTag(String command) {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 %s
            S: a1 BAD invalid command
            C: a2 NOOP
            S: a2 OK completed
            """
                .formatted(command));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "* NOOP", "+ NOOP", "{3+}␍␊abc", "␀", "\"x\" NOOP", "é NOOP"})
  void lineWithoutTagIsBadWithoutOne(String line) {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: %s
            S: * BAD invalid command
            """
                .formatted(line));
  }

  @Test
  void controlCharactersInALoginNameAreARefusedLogin() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN {10+}
            C: al␍␊a2 NOP secret
            S: a1 NO [AUTHENTICATIONFAILED] LOGIN failed
            C: a2 NOOP
            S: a2 OK completed
            """);
  }

  @Test
  void longestLoginAndPasswordAreTriedAndOneOctetMoreIsNot() {
    conversation(ClearText.ALLOWED, new LoginPolicy(3, 9, 40, 50, true, true))
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN %1$s %2$s
            -- logs in %1$s with %2$s by login
            -- login fails: BAD_CREDENTIALS
            S: a1 NO [AUTHENTICATIONFAILED] LOGIN failed
            C: a2 LOGIN %1$su secret
            S: a2 NO [AUTHENTICATIONFAILED] LOGIN failed
            C: a3 LOGIN alice %2$sp
            S: a3 NO [AUTHENTICATIONFAILED] LOGIN failed
            C: a4 LOGIN "é%3$s" secret
            S: a4 NO [AUTHENTICATIONFAILED] LOGIN failed
            C: a5 AUTHENTICATE PLAIN %4$s
            S: a5 NO [AUTHENTICATIONFAILED] AUTHENTICATE failed
            """
                .formatted(
                    "u".repeat(40),
                    "p".repeat(50),
                    "u".repeat(39),
                    base64("u".repeat(41) + "\0alice\0secret")));
  }

  @Test
  void commandTooLongForItsBufferEndsTheConversation() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN %s secret
            C: a2 NOOP
            S: a1 BAD invalid command
            S: * BYE IMAP server terminating connection
            -- closes
            """
                .formatted("u".repeat(MAX_COMMAND)));
  }

  @Test
  void synchronizingLiteralTooLongIsRefusedBeforeItIsSent() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN {400000000}
            S: a1 BAD literal is too long
            C: a2 LOGIN alice {9999999999}
            S: a2 BAD literal is too long
            C: a3 LOGIN alice {99999999999999999999}
            S: a3 BAD invalid command
            S: * BYE IMAP server terminating connection
            -- closes
            """);
  }

  @Test
  void literalTooLongThatIsOnItsWayEndsTheConversation() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN {2147483647+}
            S: a1 BAD invalid command
            S: * BYE IMAP server terminating connection
            -- closes
            """);
  }

  // AUTHENTICATE

  @Test
  void plainAsksForItsResponse() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 AUTHENTICATE PLAIN
            S: +\s
            C: AGFsaWNlAHNlY3JldA==
            -- logs in alice with secret by plain
            """);
  }

  @Test
  void plainTakesAnInitialResponse() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 authenticate plain AGFsaWNlAHNlY3JldA==
            -- logs in alice with secret by plain
            """);
  }

  @Test
  void plainMayBeOnBehalfOfAnother() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 AUTHENTICATE PLAIN %s
            -- logs in admin for carol with s e by plain
            """
                .formatted(base64("carol\0admin\0s e")));
  }

  @Test
  void loginMechanismAsksForNameAndPassword() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 AUTHENTICATE LOGIN
            S: + VXNlcm5hbWU6
            C: YWxpY2U=
            S: + UGFzc3dvcmQ6
            C: c2VjcmV0
            -- logs in alice with secret by sasl-login
            -- login fails: BAD_CREDENTIALS
            S: a1 NO [AUTHENTICATIONFAILED] AUTHENTICATE failed
            C: a2 AUTHENTICATE LOGIN YWxpY2U=
            S: + UGFzc3dvcmQ6
            C: c2VjcmV0
            -- logs in alice with secret by sasl-login
            """);
  }

  @Test
  void emptyInitialResponseIsAResponse() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 AUTHENTICATE PLAIN =
            S: a1 BAD invalid response
            C: a2 AUTHENTICATE LOGIN =
            S: a2 BAD invalid response
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "LOGIN"})
  void asteriskCancelsAnExchange(String mechanism) {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 AUTHENTICATE %s
            S: + %s
            C: *
            S: a1 BAD AUTHENTICATE aborted
            C: a2 NOOP
            S: a2 OK completed
            """
                .formatted(mechanism, mechanism.equals("LOGIN") ? "VXNlcm5hbWU6" : ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "AGFsaWNlAHNlY3JldA=", "AGFs aWNl", "=", "a1 NOOP", "AGFsaWNl{3}"})
  void responseThatIsNotBase64IsBad(String response) {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 AUTHENTICATE PLAIN
            S: +
            C: %s
            S: a1 BAD invalid base64
            C: a2 NOOP
            S: a2 OK completed
            """
                .formatted(response));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alice", "\0alice", "\0\0secret", "a\0b\0c\0d"})
  void plainResponseOfAnotherGrammarIsBad(String response) {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 AUTHENTICATE PLAIN
            S: +
            C: %s
            S: a1 BAD invalid response
            """
                .formatted(base64(response)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CRAM-MD5", "GSSAPI", "EXTERNAL", "XOAUTH2", "PLAI", "PLAINX"})
  void unknownMechanismsAreRefusedAndNoError(String mechanism) {
    conversation(ClearText.ALLOWED, new LoginPolicy(1, 1, 40, 50, true, true))
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 AUTHENTICATE %s
            S: a1 NO [CANNOT] mechanism not supported
            C: a2 NOOP
            S: a2 OK completed
            """
                .formatted(mechanism));
  }

  @Test
  void responseTooLongEndsTheConversation() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 AUTHENTICATE PLAIN
            S: +
            C: %s
            S: a1 BAD invalid command
            S: * BYE IMAP server terminating connection
            -- closes
            """
                .formatted("A".repeat(MAX_COMMAND)));
  }

  // Limits

  @Test
  void invalidCommandThatIsOneTooManyEndsTheConversation() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 SELECT INBOX
            S: a1 BAD invalid command
            C: a2 AUTHENTICATE PLAIN ?
            S: a2 BAD invalid base64
            C: a3 NOOP
            S: a3 OK completed
            C: rubbish
            C: a4 NOOP
            S: rubbish BAD invalid command
            S: * BYE IMAP server terminating connection
            -- closes
            """);
  }

  @Test
  void rejectedLoginMayBeTriedAgain() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN alice wrong
            -- logs in alice with wrong
            -- login fails: BAD_CREDENTIALS
            S: a1 NO [AUTHENTICATIONFAILED] LOGIN failed
            C: a2 AUTHENTICATE PLAIN
            S: +
            C: AGFsaWNlAHNlY3JldA==
            -- logs in alice with secret
            """);
  }

  @Test
  void rejectedLoginThatIsOneTooManyEndsTheConversation() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN alice wrong
            -- logs in alice
            -- login fails: BAD_CREDENTIALS
            S: a1 NO [AUTHENTICATIONFAILED] LOGIN failed
            C: a2 LOGIN alice %s
            S: a2 NO [AUTHENTICATIONFAILED] LOGIN failed
            S: * BYE IMAP server terminating connection
            -- closes
            """
                .formatted("p".repeat(51)));
  }

  @Test
  void commandsBehindALoginAreHeardOnceItHasFailed() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN alice wrong
            C: a2 NOOP
            C: a3 LOGIN alice secret
            -- logs in alice with wrong
            -- login fails: BAD_CREDENTIALS
            S: a1 NO [AUTHENTICATIONFAILED] LOGIN failed
            S: a2 OK completed
            -- logs in alice with secret
            """);
  }

  // Failures

  @ParameterizedTest
  @EnumSource(LoginFailure.class)
  void everyFailureHasAnAnswerWithACode(LoginFailure failure) {
    String answer =
        switch (failure) {
          case BAD_CREDENTIALS, NO_ROUTE -> "[AUTHENTICATIONFAILED] LOGIN failed";
          case INTERNAL -> "[SERVERBUG] internal server error";
          case LOOKUP_UNAVAILABLE,
              UPSTREAM_UNREACHABLE,
              UPSTREAM_REFUSED,
              UPSTREAM_PROTOCOL_ERROR,
              UPSTREAM_TIMEOUT ->
              "[UNAVAILABLE] mailbox is not available, try again later";
        };
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN alice secret
            -- logs in alice
            -- login fails: %s
            S: a1 NO %s
            C: a2 NOOP
            S: a2 OK completed
            """
                .formatted(failure, answer));
  }

  @Test
  void wordsOfTheUpstreamServerArePassedOnWhole() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN alice wrong
            -- logs in alice
            -- login fails: BAD_CREDENTIALS "* OK [ALERT] läuft ab␍␊a1 NO [EXPIRED] old"
            S: * OK [ALERT] läuft ab
            S: a1 NO [EXPIRED] old
            C: a2 LOGIN alice wrong
            -- logs in alice
            -- login fails: UPSTREAM_REFUSED "a2 NO [UNAVAILABLE] later"
            S: a2 NO [UNAVAILABLE] later
            S: * BYE IMAP server terminating connection
            -- closes
            """);
  }

  @Test
  void wordsOfTheUpstreamServerStayWithinWherePassingThemIsOff() {
    conversation(ClearText.ALLOWED, new LoginPolicy(3, 2, 40, 50, false, true))
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C: a1 LOGIN alice wrong
            -- logs in alice
            -- login fails: BAD_CREDENTIALS "a1 NO account alice is locked on host7"
            S: a1 NO [AUTHENTICATIONFAILED] LOGIN failed
            """);
  }

  // Partings

  @Test
  void idleClientHearsBye() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            -- client is idle
            S: * BYE IMAP server terminating connection
            -- closes
            """);
  }

  @Test
  void clientTooManyHearsByeAndNoGreeting() {
    conversation()
        .reads(
            """
            -- too many connections
            S: * BYE [UNAVAILABLE] too many connections, try again later
            -- closes
            """);
  }

  @Test
  void lineEndsMayLackTheirCarriageReturn() {
    conversation()
        .reads(
            """
            S: * OK IMAP4rev1 proxy server ready
            C> a1 NOOP␊a2 LOGIN {5+}␊alice secret␊
            S: a1 OK completed
            -- logs in alice with secret
            """);
  }

  @Test
  void commandDuringALoginIsAFaultOfTheProxy() {
    ImapDialogue dialogue = new ImapDialogue(WORDS, POLICY, ClearText.ALLOWED);
    assertThatIllegalStateException()
        .isThrownBy(() -> dialogue.loginFailed(new Refusal(LoginFailure.INTERNAL)));
    List<Step> steps = dialogue.on(new ImapCommand.Noop("a1"));
    assertThat(steps).containsExactly(new Step.Send("a1 OK completed"));
  }
}
