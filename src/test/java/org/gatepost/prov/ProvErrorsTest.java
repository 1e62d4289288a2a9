package org.gatepost.prov;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatepost.prov.Shell.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors in the original's words (spec http 5.5), and batches that meet them (5.1). */
final class ProvErrorsTest {
  private Shell shell;

  @BeforeEach
  void open() throws Exception {
    shell = Shell.open();
  }

  @AfterEach
  void close() throws Exception {
    shell.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gs nobody                                     | account.NO_SUCH_SERVER (no such server: nobody)
          ms nobody zimbraMailMode both                 | account.NO_SUCH_SERVER (no such server: nobody)
          ds nobody                                     | account.NO_SUCH_SERVER (no such server: nobody)
          gaa -s nobody                                 | account.NO_SUCH_SERVER (no such server: nobody)
          gd nowhere.org                                | account.NO_SUCH_DOMAIN (no such domain: nowhere.org)
          gaa nowhere.org                               | account.NO_SUCH_DOMAIN (no such domain: nowhere.org)
          ca bob@nowhere.org x                          | account.NO_SUCH_DOMAIN (no such domain: nowhere.org)
          gdi name nowhere.org                          | account.NO_SUCH_DOMAIN (no such domain: nowhere.org)
          ga bob@example.org                            | account.NO_SUCH_ACCOUNT (no such account: bob@example.org)
          sp bob@example.org x                          | account.NO_SUCH_ACCOUNT (no such account: bob@example.org)
          da bob@example.org                            | account.NO_SUCH_ACCOUNT (no such account: bob@example.org)
          raa alice@example.org no@example.org          | account.NO_SUCH_ALIAS (no such alias: no@example.org)
          cs proxy.example.org                          | account.SERVER_EXISTS (server already exists: proxy.example.org)
          cd example.org                                | account.DOMAIN_EXISTS (domain already exists: example.org)
          ca alice@example.org x                        | account.ACCOUNT_EXISTS (email address already exists: alice@example.org)
          ca al@example.org x                           | account.ACCOUNT_EXISTS (email address already exists: al@example.org)
          aaa alice@example.org al@example.org          | account.ACCOUNT_EXISTS (email address already exists: al@example.org)
          ca bob x                                      | service.INVALID_REQUEST (must be valid email address: bob)
          cd 'no domain'                                | service.INVALID_REQUEST (must be valid domain name: no domain)
          mcf zimbraReverseProxyHttpEnabled yes         | account.INVALID_ATTR_VALUE (zimbraReverseProxyHttpEnabled must be TRUE or FALSE)
          ms proxy.example.org zimbraReverseProxyMailMode tls | account.INVALID_ATTR_VALUE (zimbraReverseProxyMailMode must be one of: http,https,both,mixed,redirect)
          mcf zimbraImapProxyBindPort 70000             | account.INVALID_ATTR_VALUE (zimbraImapProxyBindPort must be a valid port: 70000)
          mcf zimbraMailProxyMaxFails many              | account.INVALID_ATTR_VALUE (zimbraMailProxyMaxFails must be a valid integer: many)
          mcf zimbraMailProxyMaxFails -1                | account.INVALID_ATTR_VALUE (zimbraMailProxyMaxFails value(-1) smaller than minimum allowed: 0)
          mcf zimbraReverseProxyUpstreamConnectTimeout 76 | account.INVALID_ATTR_VALUE (zimbraReverseProxyUpstreamConnectTimeout value(76) larger than maximum allowed: 75)
          mcf zimbraMailProxyMaxFails 1 zimbraMailProxyMaxFails 2 | account.INVALID_ATTR_VALUE (zimbraMailProxyMaxFails takes one value, not 2)
          mcf +zimbraMailProxyMaxFails 4                | account.INVALID_ATTR_VALUE (zimbraMailProxyMaxFails takes one value, not 2)
          ms proxy.example.org zimbraId x               | account.INVALID_ATTR_VALUE (zimbraId is immutable)
          mcf zimbraNoSuchThing x                       | account.INVALID_ATTR_NAME (invalid attr name: zimbraNoSuchThing)
          mcf zimbraMailProxyMaxFail x                  | account.INVALID_ATTR_NAME (invalid attr name: zimbraMailProxyMaxFail - did you mean zimbraMailProxyMaxFails?)
          ms proxy.example.org zimbraVirtualHostname x  | account.INVALID_ATTR_NAME (invalid attr name: zimbraVirtualHostname - it is not for a server entry, it may be set on a domain entry)
          ms proxy.example.org +zimbraServiceEnabled a zimbraServiceEnabled b | service.INVALID_REQUEST (can't mix +attrName/-attrName with attrName)
          gs proxy.example.org zimbraId=                | service.INVALID_REQUEST (missing value for zimbraId=)
          mcf zimbraImapProxyBindPort 993               | service.INVALID_REQUEST (port 993 conflict between zimbraImapProxyBindPort and zimbraImapSSLProxyBindPort on global config)
          ms mail.example.org zimbraImapBindPort 8443   | service.INVALID_REQUEST (port 8443 conflict between zimbraImapBindPort and zimbraMailSSLPort on server mail.example.org)
          """)
  void failureIsALineOnStandardErrorAndExitCode2(String line, String error) {
    Ran ran = shell.run(line);

    assertThat(ran.err()).isEqualTo("ERROR: " + error + "\n");
    assertThat(ran.out()).isEmpty();
    assertThat(ran.exit()).isEqualTo(2);
  }

  @Test
  void durationThatIsNoneIsToldWhatADurationIs() {
    assertThat(shell.run("mcf zimbraReverseProxyUpstreamReadTimeout soon").err())
        .startsWith(
            "ERROR: account.INVALID_ATTR_VALUE (zimbraReverseProxyUpstreamReadTimeout must be a"
                + " valid duration: soon; allowed: ")
        .contains("30s");
  }

  @Test
  void portsOfProxyAndMailboxServerMayBeTheSameWhereNotBothRun() {
    assertThat(shell.run("ms proxy.example.org zimbraImapProxyBindPort 7143").exit()).isZero();
    assertThat(shell.run("ms proxy.example.org +zimbraServiceEnabled mailbox").exit()).isZero();

    assertThat(shell.run("ms proxy.example.org zimbraImapProxyBindPort 7143").err())
        .isEqualTo(
            "ERROR: service.INVALID_REQUEST (port 7143 conflict between zimbraImapProxyBindPort and"
                + " zimbraImapBindPort on server proxy.example.org)\n");
    assertThat(shell.run("mcf zimbraMailProxyPort 7993").err())
        .endsWith("and zimbraImapSSLBindPort on server proxy.example.org)\n");
    assertThat(shell.run("ms proxy.example.org zimbraMailProxyPort 0 zimbraMailSSLPort 0").exit())
        .isZero();
  }

  @Test
  void nothingOfAChangeHappensIfOneValueIsWrong() {
    shell.run("mcf zimbraMailProxyMaxFails 7 zimbraReverseProxyHttpEnabled yes");

    assertThat(shell.run("gcf zimbraMailProxyMaxFails").out())
        .isEqualTo("zimbraMailProxyMaxFails: 3\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          gs                                        ; getServer(gs) [-e] {name|id} [attr1 [attr2...]]
          gs -e                                     ; getServer(gs) [-e] {name|id} [attr1 [attr2...]]
          ms proxy.example.org zimbraMailMode       ; modifyServer(ms) {name|id} [attr1 value1 [attr2 value2...]]
          ms proxy.example.org zimbraMailMode both x ; modifyServer(ms) {name|id} [attr1 value1 [attr2 value2...]]
          gcf                                       ; getConfig(gcf) {name}
          gcf a b                                   ; getConfig(gcf) {name}
          da                                        ; deleteAccount(da) {name@domain|id}
          aaa alice@example.org                     ; addAccountAlias(aaa) {name@domain|id} {alias@domain}
          garpu x                                   ; 'getAllReverseProxyURLs(garpu) '
          """)
  void wrongUsageIsAnsweredWithTheUsage(String line, String usage) {
    Ran ran = shell.run(line);

    assertThat(ran.out())
        .startsWith("usage:  " + usage + "\n")
        .endsWith("For general help, type : zmprov --help\n");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exit()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "mcf zimbraMailProxyReconnectTimeout, zmprov mcf zimbraMailProxyReconnectTimeout 125",
    "mcf zimbraMailProxyMaxFails, zmprov mcf zimbraMailProxyMaxFails 5",
    "ms mta zimbraReverseProxyLookupTarget, zmprov ms mta zimbraReverseProxyLookupTarget FALSE",
  })
  void commandThatGuidesPrintWithoutItsValueIsShownWithOne(String line, String whole) {
    Ran ran = shell.run(line);

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out().lines()).contains("for example: " + whole);
  }

  @Test
  void unknownCommandIsAnsweredWithAllHelpAndTheNearestWord() {
    Ran ran = shell.run("gss proxy.example.org");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("zmprov [args] [cmd] [cmd-args ...]", "zmprov help server");
    assertThat(ran.err()).startsWith("unknown command gss, did you mean g");
  }

  @Test
  void batchPrintsThePromptAndGoesOnAfterErrors() throws Exception {
    Ran ran = shell.batch("gas mailbox", "gs nobody", "# note", "", "gas \\", "proxy");

    assertThat(ran.out().split("\n", -1))
        .containsExactly(
            "prov> mail.example.org",
            "prov> prov> Unknown command. Type: 'help commands' for a list",
            "prov> prov> proxy.example.org",
            "prov> ");
    assertThat(ran.err())
        .isEqualTo(
            """
            ERROR: account.NO_SUCH_SERVER (no such server: nobody) (line 2)
            line 3: unknown command #
            """);
    assertThat(ran.exit()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gs nobody", "gs", "nonsense", "gs 'open"})
  void batchWithAnyFailedCommandFails(String line) throws Exception {
    assertThat(shell.batch("gas", line, "gas").exit()).isEqualTo(2);
    assertThat(shell.batch(line, "exit", "gas").exit()).isEqualTo(2);
    assertThat(shell.batch("gas", "quit", line).exit()).isZero();
  }

  @Test
  void wrongUsageInABatchNamesTheLineAndGivesNoGeneralHelp() throws Exception {
    Ran ran = shell.batch("gas", "gs");

    assertThat(ran.out()).contains("usage:  getServer(gs)").doesNotContain("For general help");
    assertThat(ran.err()).isEqualTo("line 2: wrong usage of getServer\n");
  }

  @Test
  void verboseBatchEchoesItsLinesWithoutPasswords() throws Exception {
    shell.verbose = true;

    Ran ran = shell.batch("gas mailbox", "ca bob@example.org pssst", "ma bob userPassword pssst");

    assertThat(ran.out())
        .contains("prov> gas mailbox\nmail.example.org\n", "prov> ca bob@example.org ********\n")
        .doesNotContain("pssst");
  }

  @Test
  void secretsAreKnownByTheirCommandsAndAttributes() {
    assertThat(Command.holdsSecret(List.of("SetPassword", "a", "b"))).isTrue();
    assertThat(Command.holdsSecret(List.of("ca", "a", "b"))).isTrue();
    assertThat(Command.holdsSecret(List.of("ma", "a", "userpassword", "b"))).isTrue();
    assertThat(Command.holdsSecret(List.of("md", "a", "+zimbraSSLPrivateKey", "b"))).isTrue();
    assertThat(Command.holdsSecret(List.of("gs", "a"))).isFalse();
    assertThat(Command.holdsSecret(List.of())).isFalse();
  }

  @Test
  void passwordIsInNoErrorText() throws Exception {
    Ran ran =
        shell.batch("ca bob@nowhere.org pssst", "sp nobody pssst", "ca alice@example.org pssst x");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out() + ran.err()).doesNotContain("pssst");
  }
}
