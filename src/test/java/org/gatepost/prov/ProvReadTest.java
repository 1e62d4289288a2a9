package org.gatepost.prov;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatepost.prov.Shell.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands that read print, letter by letter (spec http 5.2, 5.3). */
final class ProvReadTest {
  private Shell shell;

  @BeforeEach
  void open() throws Exception {
    shell = Shell.open();
  }

  @AfterEach
  void close() throws Exception {
    shell.close();
  }

  private String said(String line) {
    Ran ran = shell.run(line);
    assertThat(ran.exit()).as("exit code; %s", ran.err()).isZero();
    return ran.out();
  }

  @Test
  void entryIsDumpedByNameOfItsAttributesUnderAHeader() {
    assertThat(said("gs -e proxy.example.org"))
        .isEqualTo(
            """
            # name proxy.example.org
            cn: proxy.example.org
            objectClass: zimbraServer
            zimbraId: aaaaaaaa-0000-4000-8000-000000000001
            zimbraReverseProxyMailMode: https
            zimbraServiceEnabled: proxy
            zimbraServiceEnabled: memcached
            zimbraServiceHostname: proxy.example.org

            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gs proxy.example.org zimbraServiceEnabled",
        "GS PROXY.example.org ZIMBRASERVICEENABLED",
        "getServer proxy.example.org zimbraserviceenabled",
        "GETSERVER aaaaaaaa-0000-4000-8000-000000000001 zimbraServiceEnabled",
      })
  void commandsNamesAndAttributesKnowNoLetterCase(String line) {
    assertThat(said(line))
        .isEqualTo(
            """
            # name proxy.example.org
            zimbraServiceEnabled: proxy
            zimbraServiceEnabled: memcached

            """);
  }

  @Test
  void filterWithAValueShowsThisValueAlone() {
    assertThat(said("gs proxy.example.org zimbraServiceEnabled=memcached"))
        .isEqualTo("# name proxy.example.org\nzimbraServiceEnabled: memcached\n\n");
  }

  @Test
  void serverInheritsFromGlobalConfigAndThatFromTheDefaults() {
    assertThat(said("gs mail.example.org zimbraMailProxyMaxFails zimbraImapProxyBindPort"))
        .isEqualTo(
            "# name mail.example.org\nzimbraImapProxyBindPort: 143\nzimbraMailProxyMaxFails: 3\n\n");
    assertThat(said("gs -e mail.example.org zimbraMailProxyMaxFails"))
        .isEqualTo("# name mail.example.org\n\n");
  }

  @Test
  void unsetAttributeIsNothingAndNoError() {
    assertThat(said("gcf zimbraReverseProxyMailMode")).isEmpty();
    assertThat(shell.run("gcf zimbraReverseProxyMailMode").err()).isEmpty();
  }

  @Test
  void unsetAttributeIsShownWhenThatIsForced() {
    shell.showingUnset = true;

    assertThat(said("gs -e proxy.example.org zimbraMailMode"))
        .isEqualTo("# name proxy.example.org\nzimbraMailMode: \n\n");
  }

  @Test
  void attributeThatThereIsNotIsNothingWithAdvice() {
    Ran ran = shell.run("gcf zimbraReverseProxyLookupTargets");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .isEqualTo(
            "There is no attribute zimbraReverseProxyLookupTargets,"
                + " did you mean zimbraReverseProxyLookupTarget?\n");
  }

  @Test
  void configHasNoHeader() {
    assertThat(said("gcf zimbraMailProxyMaxFails")).isEqualTo("zimbraMailProxyMaxFails: 3\n");
    assertThat(said("gcf zimbraReverseProxyLookupTarget"))
        .isEqualTo("zimbraReverseProxyLookupTarget: FALSE\n");
    assertThat(said("gacf zimbraMailProxyMaxFails zimbraDefaultDomainName"))
        .isEqualTo("zimbraDefaultDomainName: example.org\nzimbraMailProxyMaxFails: 3\n");
    assertThat(said("gacf"))
        .startsWith("cn: config\n")
        .contains("zimbraReverseProxySSLProtocols: TLSv1.2\n");
  }

  @Test
  void attributeThatWasGivenUpIsWarnedOf() {
    assertThat(said("gcf zimbraReverseProxyUpstreamServers"))
        .isEqualTo(
            "Warn: attribute zimbraReverseProxyUpstreamServers has been deprecated since 8.5\n\n");
  }

  @Test
  void serversAreListedByNameAndByService() {
    assertThat(said("gas")).isEqualTo("mail.example.org\nproxy.example.org\n");
    assertThat(said("gas mailbox")).isEqualTo("mail.example.org\n");
    assertThat(said("gas nothing")).isEmpty();
    assertThat(said("gas -v -e proxy")).startsWith("# name proxy.example.org\ncn: ");
    assertThat(said("gas proxy -v")).contains("\nzimbraMailProxyMaxFails: 3\n");
  }

  @Test
  void domainInheritsAndIsListed() {
    assertThat(said("gad")).isEqualTo("example.org\n");
    assertThat(said("gd example.org zimbraVirtualHostname zimbraReverseProxyClientCertMode"))
        .isEqualTo(
            """
            # name example.org
            zimbraReverseProxyClientCertMode: off
            zimbraVirtualHostname: webmail.example.org
            zimbraVirtualHostname: mail.example.org

            """);
    assertThat(said("gad -v -e zimbraDomainName"))
        .isEqualTo("# name example.org\nzimbraDomainName: example.org\n\n");
    assertThat(said("gdi virtualHostname webmail.example.org zimbraDomainName"))
        .isEqualTo("# name example.org\nzimbraDomainName: example.org\n\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice@example.org",
        "ALICE@example.org",
        "alice",
        "al@example.org",
        "cccccccc-0000-4000-8000-000000000001"
      })
  void accountIsFoundByAllOfItsNames(String name) {
    assertThat(said("ga " + name + " zimbraMailHost"))
        .isEqualTo("# name alice@example.org\nzimbraMailHost: mail.example.org\n\n");
  }

  @Test
  void passwordsAreNeverShownAndKeysOnlyToThoseWhoAsk() {
    assertThat(said("ga alice@example.org")).contains("\nuserPassword: VALUE-BLOCKED\n");
    assertThat(said("ga alice@example.org userPassword")).doesNotContain("secret");
    assertThat(said("gd example.org")).contains("\nzimbraSSLPrivateKey: VALUE-BLOCKED\n");
    assertThat(said("gd example.org zimbraSSLPrivateKey"))
        .contains("\nzimbraSSLPrivateKey: -----BEGIN PRIVATE KEY-----\n");
  }

  @Test
  void accountsAreListedByDomainAndServer() {
    assertThat(said("gaa")).isEqualTo("alice@example.org\n");
    assertThat(said("gaa example.org")).isEqualTo("alice@example.org\n");
    assertThat(said("gaa -s mail.example.org example.org")).isEqualTo("alice@example.org\n");
    assertThat(said("gaa -s proxy.example.org")).isEmpty();
    assertThat(said("gaaa")).isEqualTo("alice@example.org\n");
    assertThat(said("gaaa -v -e uid")).isEqualTo("# name alice@example.org\nuid: alice\n\n");
  }

  @Test
  void listsForScriptsAreLinesWithABlankBehindEachWord() {
    assertThat(said("garpu")).isEqualTo("mail.example.org:7072/service/extension/nginx-lookup \n");
    assertThat(said("gamcs")).isEqualTo("proxy.example.org:11211 \n");
    assertThat(said("garpd")).isEqualTo("example.org webmail.example.org mail.example.org \n");
    assertThat(said("gamau")).isEqualTo("\n");
  }

  @Test
  void backendsHaveTheTlsPortUnlessTheyKnowNone() {
    assertThat(said("garpb")).isEqualTo("    server mail.example.org:8443;\n");

    said("ms mail.example.org zimbraMailMode http");
    assertThat(said("garpb")).isEqualTo("    server mail.example.org:80;\n");

    said("ms mail.example.org zimbraMailMode ''");
    assertThat(said("garpb")).isEqualTo("    server localhost:8080;\n");
  }

  @ParameterizedTest
  @CsvSource({
    "gas -e, gas",
    "gad -e, gad",
    "gaa -e, gaa",
  })
  void ownValuesAloneNeedADump(String line, String alias) {
    Ran ran = shell.run(line);

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out())
        .startsWith("arg -e is invalid unless -v is also specified\nusage:  ")
        .contains("(" + alias + ")")
        .endsWith("For general help, type : zmprov --help\n");
  }

  @Test
  void attributeIsDescribed() {
    assertThat(said("desc -a zimbraMailProxyMaxFails"))
        .startsWith("zimbraMailProxyMaxFails\n    ")
        .contains("\n\n               type : integer\n")
        .contains("\n         optionalIn : globalConfig,server\n")
        .endsWith("\n    deprecatedSince : \n\n");
    assertThat(said("desc server").lines()).contains("zimbraServiceEnabled", "zimbraMailMode");
    assertThat(said("desc -ni server").lines())
        .contains("zimbraServiceEnabled")
        .doesNotContain("zimbraMailMode");
    assertThat(said("desc -v domain")).contains("zimbraDomainName\n    The name of");
    assertThat(shell.run("desc server -a zimbraId").exit()).isEqualTo(1);
    assertThat(shell.run("desc nonsense").out()).startsWith("invalid entry type nonsense\n");
  }

  @Test
  void helpTeachesByExample() {
    assertThat(said("help")).contains("     zmprov help server          help on server-related");
    assertThat(said("help serv"))
        .contains("  getServer(gs) [-e] {name|id} [attr1 [attr2...]]\n    for example: zmprov gs ")
        .doesNotContain("getDomain(gd)");
    assertThat(said("help commands")).contains("getDomain(gd)", "getServer(gs)");
  }

  @Test
  void whatIsNotSupportedSaysSo() {
    assertThat(shell.run("gati 0_abc").err()).startsWith("ERROR: service.FAILURE (auth tokens ");
    assertThat(said("gmcc all")).isEqualTo("mail.example.org => none\n");
    assertThat(said("rmcc all")).isEmpty();
  }
}
