package org.gatepost.prov;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatepost.prov.Shell.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands that change something leave behind (spec http 5.4). */
final class ProvWriteTest {
  private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n";

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
    assertThat(ran.exit()).as("exit code; %s%s", ran.out(), ran.err()).isZero();
    return ran.out();
  }

  private String own(String read) {
    return said(read).replaceFirst("# name .*\n", "").strip();
  }

  @Test
  void valuesAreReplacedAddedRemovedAndUnset() {
    assertThat(said("md example.org zimbraVirtualHostname a.example.org")).isEmpty();
    assertThat(own("gd example.org zimbraVirtualHostname"))
        .isEqualTo("zimbraVirtualHostname: a.example.org");

    said("md example.org zimbraVirtualHostname b.example.org zimbraVirtualHostname c.example.org");
    said(
        "md example.org +zimbraVirtualHostname d.example.org -zimbraVirtualHostname b.example.org");
    assertThat(own("gd example.org zimbraVirtualHostname"))
        .isEqualTo("zimbraVirtualHostname: c.example.org\nzimbraVirtualHostname: d.example.org");

    said("md example.org zimbraVirtualHostname ''");
    assertThat(own("gd example.org zimbraVirtualHostname")).isEmpty();
  }

  @Test
  void whatIsThereIsAddedAndWhatIsNotIsRemovedInSilence() {
    said("ms proxy.example.org +zimbraServiceEnabled PROXY");
    said("ms proxy.example.org -zimbraServiceEnabled mta");
    said("ms proxy.example.org -zimbraMailMode both");

    assertThat(own("gs proxy.example.org zimbraServiceEnabled"))
        .isEqualTo("zimbraServiceEnabled: proxy\nzimbraServiceEnabled: memcached");
  }

  @Test
  void unsettingAtTheServerRevealsTheGlobalValue() {
    said("ms mail.example.org zimbraMailProxyMaxFails 9");
    assertThat(own("gs mail.example.org zimbraMailProxyMaxFails"))
        .isEqualTo("zimbraMailProxyMaxFails: 9");

    said("ms mail.example.org zimbraMailProxyMaxFails ''");
    assertThat(own("gs mail.example.org zimbraMailProxyMaxFails"))
        .isEqualTo("zimbraMailProxyMaxFails: 3");
  }

  @Test
  void namesAreWrittenAsTheTableSpellsThem() {
    said("mcf ZIMBRAMAILPROXYRECONNECTTIMEOUT 20");

    assertThat(own("gcf zimbramailproxyreconnecttimeout"))
        .isEqualTo("zimbraMailProxyReconnectTimeout: 20");
  }

  @Test
  void listOfServicesIsNotReplacedByOneUnlessThatIsMeant() {
    Ran refused = shell.run("ms proxy.example.org zimbraServiceEnabled mailbox");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err())
        .endsWith("error: cannot replace multi-valued attr value unless -r is specified\n")
        .startsWith("To add a value: +zimbraServiceEnabled mailbox\n");

    said("ms proxy.example.org zimbraServiceEnabled mailbox zimbraServiceEnabled mta");
    shell.replacing = true;
    said("ms proxy.example.org zimbraServiceEnabled proxy");
    assertThat(own("gs proxy.example.org zimbraServiceEnabled"))
        .isEqualTo("zimbraServiceEnabled: proxy");
  }

  @Test
  void timeoutThatGuidesGiveInMillisecondsIsTakenWithAWarning() {
    Ran ran = shell.run("mcf zimbraMailProxyReconnectTimeout 125");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .isEqualTo(
            "zimbraMailProxyReconnectTimeout counts seconds, not milliseconds as some guides say:"
                + " 125 is 2 min 5 s.\n");
    assertThat(own("gcf zimbraMailProxyReconnectTimeout"))
        .isEqualTo("zimbraMailProxyReconnectTimeout: 125");
    assertThat(shell.run("mcf zimbraMailProxyReconnectTimeout 10").err()).isEmpty();
  }

  @Test
  void valuesOfBinaryAttributesAreFiles(@TempDir Path folder) throws Exception {
    byte[] octets = new byte[100];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) (i * 7);
    }
    Path file = Files.write(folder.resolve("dhparam.pem"), octets);

    said("mcf zimbraSSLDHParam " + file);

    String[] printed = said("gcf zimbraSSLDHParam").split("\r?\n", -1);
    assertThat(printed[0])
        .startsWith("zimbraSSLDHParam:: ")
        .hasSize("zimbraSSLDHParam:: ".length() + 76);
    shell.binaryFolder = Optional.of(folder.resolve("out"));
    said("gcf zimbraSSLDHParam");
    try (var written = Files.list(folder.resolve("out"))) {
      assertThat(Files.readAllBytes(written.findFirst().orElseThrow())).isEqualTo(octets);
    }
    assertThat(shell.run("mcf zimbraSSLDHParam /no/such/file").err())
        .startsWith("ERROR: service.INVALID_REQUEST (unable to process arguments: /no/such/file");
  }

  @Test
  void serverIsCreatedAndDeleted() {
    assertThat(said("cs New.example.org zimbraServiceEnabled mailbox")).matches(ID);
    assertThat(own("gs new.example.org zimbraServiceHostname zimbraServiceEnabled"))
        .isEqualTo("zimbraServiceEnabled: mailbox\nzimbraServiceHostname: new.example.org");

    assertThat(said("ds new.example.org")).isEmpty();
    assertThat(said("gas")).doesNotContain("new");
  }

  @Test
  void serverWithAccountsIsNotDeleted() {
    assertThat(shell.run("ds mail.example.org").err())
        .isEqualTo("ERROR: service.INVALID_REQUEST (There are 1 account(s) on this server.)\n");
  }

  @Test
  void domainIsCreatedWithAllThatBelongsAroundIt() throws Exception {
    assertThat(said("cd Deep.Sub.org zimbraVirtualHostname w.sub.org")).matches(ID);

    assertThat(shell.directory.entry("dc=sub,dc=org")).isPresent();
    assertThat(shell.directory.entry("ou=people,dc=deep,dc=sub,dc=org")).isPresent();
    assertThat(own("gd deep.sub.org zimbraDomainName zimbraVirtualHostname"))
        .isEqualTo("zimbraDomainName: deep.sub.org\nzimbraVirtualHostname: w.sub.org");
    assertThat(shell.run("gd sub.org").err()).contains("no such domain: sub.org");

    // What was only above it becomes a domain itself.
    said("cd sub.org");
    assertThat(said("gad")).isEqualTo("deep.sub.org\nexample.org\nsub.org\n");
  }

  @Test
  void domainIsDeletedOnceItIsEmpty() throws Exception {
    assertThat(shell.run("dd example.org").err())
        .isEqualTo(
            "ERROR: account.DOMAIN_NOT_EMPTY (domain not empty: example.org; it has accounts, such"
                + " as alice@example.org)\n");
    said("da alice@example.org");

    assertThat(said("dd example.org")).isEmpty();
    assertThat(said("gad")).isEmpty();
    assertThat(shell.directory.entry("dc=example,dc=org")).isEmpty();
  }

  @Test
  void aliasDomainNamesAnotherAndKeepsIt() {
    assertThat(said("cad alias.org example.org")).matches(ID);
    assertThat(own("gd -e alias.org zimbraDomainType zimbraDomainAliasTargetId"))
        .isEqualTo(
            "zimbraDomainAliasTargetId: bbbbbbbb-0000-4000-8000-000000000001\n"
                + "zimbraDomainType: alias");
    assertThat(said("ga alice@alias.org uid"))
        .isEqualTo("# name alice@example.org\nuid: alice\n\n");
    assertThat(shell.run("ca bob@alias.org ''").err()).contains("(domain type must be local)");
    said("da alice@example.org");
    assertThat(shell.run("dd example.org").err())
        .contains("its alias domain alias.org is to be deleted first");
  }

  @Test
  void accountIsCreatedReadyForALogin() throws Exception {
    assertThat(said("ca Bob@example.org s3cret displayName 'Bob B.'")).matches(ID);

    assertThat(
            own(
                "ga bob@example.org cn sn uid mail displayName zimbraMailDeliveryAddress"
                    + " zimbraAccountStatus zimbraMailHost"))
        .isEqualTo(
            """
            cn: bob
            displayName: Bob B.
            mail: bob@example.org
            sn: bob
            uid: bob
            zimbraAccountStatus: active
            zimbraMailDeliveryAddress: bob@example.org
            zimbraMailHost: mail.example.org\
            """);
    assertThat(verifies("bob", "s3cret")).isTrue();
  }

  private boolean verifies(String uid, String password) throws Exception {
    return shell.directory.verifies(
        "uid=" + uid + ",ou=people,dc=example,dc=org", password.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void emptyPasswordIsNoPassword() throws Exception {
    said("ca bob@example.org ''");

    assertThat(own("ga bob@example.org userPassword")).isEmpty();
  }

  @Test
  void mailboxServerIsChosenOnlyWhereThereIsNoChoice() {
    said("cs two.example.org zimbraServiceEnabled mailbox");

    Ran ran = shell.run("ca bob@example.org x");

    assertThat(ran.exit()).isZero();
    assertThat(ran.err())
        .isEqualTo(
            "bob@example.org has no mailbox server yet, there are 2; to choose:"
                + " zmprov ma bob@example.org zimbraMailHost NAME\n");
    assertThat(shell.run("ca carol@example.org x zimbraMailHost two.example.org").err()).isEmpty();
    assertThat(shell.run("ma carol@example.org zimbraMailHost three.example.org").err())
        .contains("does not correspond to a valid service hostname: three.example.org");
  }

  @Test
  void passwordIsSetFromTheLineOrFromSomebodyWhoTypesIt() throws Exception {
    said("sp alice@example.org changed");
    assertThat(verifies("alice", "changed")).isTrue();

    shell.passwords = typing("typed");
    said("sp alice@example.org");
    assertThat(verifies("alice", "typed")).isTrue();
    said("ca bob@example.org - displayName Bob");
    assertThat(verifies("bob", "typed")).isTrue();
  }

  @Test
  void passwordThatNobodyTypesIsWrongUsage() {
    assertThat(shell.run("sp alice@example.org").out())
        .startsWith("usage:  setPassword(sp) {name@domain|id} {password}\n");
    assertThat(shell.run("sp alice@example.org ''").exit()).isEqualTo(2);
  }

  private static Passwords typing(String password) {
    return new Passwords() {
      @Override
      public Optional<String> typedFor(String account) {
        return Optional.of(password);
      }

      @Override
      public Optional<String> piped() {
        return Optional.empty();
      }
    };
  }

  @Test
  void aliasIsAddedAndRemoved() {
    assertThat(said("aaa alice@example.org Info@example.org")).isEmpty();
    assertThat(own("ga info@example.org zimbraMailAlias mail"))
        .isEqualTo(
            """
            mail: alice@example.org
            mail: al@example.org
            mail: info@example.org
            zimbraMailAlias: al@example.org
            zimbraMailAlias: info@example.org\
            """);

    said("raa alice@example.org info@example.org");
    assertThat(shell.run("ga info@example.org").exit()).isEqualTo(2);
  }

  @Test
  void cachesAreFlushedWhereTheyAre() {
    List<String> asked = new ArrayList<>();
    shell.caches =
        (types, names, all) -> asked.add(types + " " + names + (all ? " everywhere" : " here"));

    assertThat(said("fc account,domain alice@example.org")).isEmpty();
    said("fc -a reverseproxylookup");

    assertThat(asked)
        .containsExactly(
            "[account, domain] [alice@example.org] here", "[reverseproxylookup] [] everywhere");
    assertThat(shell.run("fc -a").exit()).isEqualTo(1);
  }

  @Test
  void manyAccountsAreOneBatch() throws Exception {
    String[] lines = new String[100];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "ca user%d@example.org '' displayName 'User %d'".formatted(i, i);
    }

    Ran ran = shell.batch(lines);

    assertThat(ran.err()).isEmpty();
    assertThat(ran.exit()).isZero();
    assertThat(said("gaa example.org").lines()).hasSize(101);
  }
}
