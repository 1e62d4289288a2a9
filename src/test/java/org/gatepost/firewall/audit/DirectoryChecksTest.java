package org.gatepost.firewall.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatepost.directory.Directory;
import org.gatepost.firewall.audit.Finding.Verdict;
import org.gatepost.firewall.plan.Terms;
import org.gatepost.firewall.plan.Whitelists;
import org.gatepost.firewall.system.Host;
import org.gatepost.firewall.system.MailSystem;
import org.gatepost.firewall.system.SystemMap;
import org.gatepost.settings.DirectorySource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the audit says of a directory alone. */
final class DirectoryChecksTest {
  private static final String TREE =
      """
      dn: cn=zimbra
      objectClass: organizationalRole
      cn: zimbra

      dn: cn=config,cn=zimbra
      objectClass: organizationalRole
      objectClass: zimbraGlobalConfig
      cn: config
      zimbraReverseProxyMailMode: PROXY_MODE
      zimbraReverseProxySSLToUpstreamEnabled: TLS
      zimbraMailMode: MAILBOX_MODE

      dn: cn=servers,cn=zimbra
      objectClass: organizationalRole
      cn: servers

      dn: cn=proxy1.test,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: proxy1.test
      zimbraServiceEnabled: proxy

      dn: cn=mbox1.test,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: mbox1.test
      zimbraServiceEnabled: SERVICE
      zimbraReverseProxyLookupTarget: TRUE

      dn: uid=alice,cn=zimbra
      objectClass: organizationalPerson
      objectClass: zimbraAccount
      uid: alice
      cn: Alice
      sn: Alice
      zimbraId: 11111111-1111-4111-8111-111111111111
      userPassword: PASSWORD
      """;

  @TempDir private Path folder;

  private String proxyMode = "https";
  private String mailboxMode = "https";
  private boolean tls = true;
  private String service = "mailbox";
  private String password = "long and of its own";
  private String mailboxAddress = "10.0.0.2";

  @ParameterizedTest
  @CsvSource({
    "https, true, https, OK",
    "https, true, both, OK",
    "https, true, http, FAIL",
    "https, false, both, FAIL",
    "both, true, both, OK",
    "both, true, https, FAIL",
    "both, false, both, OK",
    "redirect, true, https, OK",
    "redirect, false, both, FAIL",
    "mixed, true, both, OK",
    "mixed, true, https, FAIL",
    "mixed, false, both, FAIL",
    "http, false, http, OK",
    "http, false, both, OK",
    "http, false, https, FAIL",
    "http, true, http, FAIL",
  })
  void modesOfProxyAndMailboxMustGoTogether(
      String proxy, boolean encrypted, String mailbox, Verdict expected) throws Exception {
    proxyMode = proxy;
    tls = encrypted;
    mailboxMode = mailbox;
    assertThat(look(Check.WEB_MODES)).isEqualTo(expected);
  }

  @Test
  void aLookupTargetHasMailboxes() throws Exception {
    assertThat(look(Check.LOOKUP_TARGET)).isEqualTo(Verdict.OK);
    service = "ldap";
    assertThat(look(Check.LOOKUP_TARGET)).isEqualTo(Verdict.FAIL);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.2, OK",
    "172.31.255.1, OK",
    "172.32.0.1, FAIL",
    "100.64.0.1, OK",
    "203.0.113.5, FAIL",
    "fd00::2, OK",
    "2001:db8::2, FAIL",
  })
  void clearTextStaysOnPrivateNetworks(String address, Verdict expected) throws Exception {
    mailboxAddress = address;
    assertThat(look(Check.UPSTREAM_CLEAR_TEXT)).isEqualTo(Verdict.OK);
    tls = false;
    assertThat(look(Check.UPSTREAM_CLEAR_TEXT)).isEqualTo(expected);
  }

  @Test
  void thePasswordOfTheDemoIsFoundAndNotShown() throws Exception {
    assertThat(look(Check.DEFAULT_SECRETS)).isEqualTo(Verdict.OK);
    password = "demo";
    List<Finding> findings = findings(Check.DEFAULT_SECRETS);
    assertThat(Audit.verdict(findings)).isEqualTo(Verdict.FAIL);
    assertThat(findings.toString()).contains("uid=alice").doesNotContain("userPassword");
  }

  @Test
  void whatCannotBeSeenIsSkippedAndNeverWell() throws Exception {
    List<Finding> findings = findings(Check.values());
    assertThat(findings)
        .filteredOn(finding ->
            Set.of("firewall-active", "listening-sockets", "memcached-udp")
                .contains(finding.check()))
        .hasSize(3)
        .allMatch(finding -> finding.verdict() == Verdict.SKIPPED)
        .allMatch(finding -> finding.sentence().contains("run as root"));
    assertThat(findings.getFirst().check()).isEqualTo("visibility");
    assertThat(findings.getFirst().verdict()).isEqualTo(Verdict.WARN);
  }

  private Verdict look(Check check) throws Exception {
    return Audit.verdict(
        findings(check).stream().filter(finding -> finding.check().equals(check.word())).toList());
  }

  private List<Finding> findings(Check... checks) throws Exception {
    Path ldif =
        Files.writeString(
            folder.resolve("directory.ldif"),
            TREE.replace("PROXY_MODE", proxyMode)
                .replace("TLS", tls ? "TRUE" : "FALSE")
                .replace("MAILBOX_MODE", mailboxMode)
                .replace("SERVICE", service)
                .replace("PASSWORD", password));
    Map<String, String> names = Map.of("proxy1.test", "198.51.100.1", "mbox1.test", mailboxAddress);
    try (Directory directory = Directory.openToRead(new DirectorySource.EmbeddedFile(ldif))) {
      MailSystem system =
          SystemMap.read(
              directory,
              directory.settings("proxy1.test", Map.of()),
              name -> new InetAddress[] {InetAddress.ofLiteral(names.getOrDefault(name, "::1"))});
      Host host = system.host("proxy1.test");
      Terms terms = new Terms(List.of(), Set.of(22));
      Scene scene =
          new Scene(
              directory,
              system,
              terms,
              Whitelists.of(system, host, terms),
              List.of(),
              true,
              Seen.not("run as root"),
              Seen.not("run as root"),
              List.of(),
              List.of());
      return Audit.findings(scene, List.of(checks));
    }
  }
}
