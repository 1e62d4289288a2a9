package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.settings.DirectorySource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which names are ours: spec http 1.2 and 3.3, on the embedded directory. */
final class WebHostsTest {
  private static final String TREE =
      """
      version: 1

      dn: cn=zimbra
      objectClass: organizationalRole
      cn: zimbra

      dn: cn=config,cn=zimbra
      objectClass: organizationalRole
      objectClass: zimbraGlobalConfig
      cn: config
      zimbraPublicServiceHostname: Public.example.com
      zimbraReverseProxyResponseHeaders: X-Global: yes

      dn: cn=servers,cn=zimbra
      objectClass: organizationalRole
      cn: servers

      dn: cn=proxy,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: proxy
      zimbraServiceHostname: proxy.example.com

      dn: dc=org
      objectClass: dcObject
      objectClass: organization
      dc: org
      o: org

      dn: dc=example,dc=org
      objectClass: dcObject
      objectClass: organization
      objectClass: zimbraDomain
      dc: example
      o: example.org
      zimbraDomainName: example.org
      zimbraVirtualHostname: Mail.example.org
      zimbraVirtualHostname: webmail.example.org.
      zimbraVirtualHostname: no name
      zimbraPublicServiceHostname: public.example.org
      zimbraReverseProxyResponseHeaders: X-One: 1
      zimbraReverseProxyResponseHeaders: X-Two: 2
      zimbraReverseProxyClientCertMode: optional
      zimbraReverseProxyClientCertCA: -----BEGIN CERTIFICATE-----

      dn: dc=alpha,dc=org
      objectClass: dcObject
      objectClass: organization
      objectClass: zimbraDomain
      dc: alpha
      o: alpha.org
      zimbraDomainName: alpha.org
      zimbraVirtualHostname: mail.alpha.org
      zimbraReverseProxyClientCertMode: sometimes

      dn: dc=zeta,dc=org
      objectClass: dcObject
      objectClass: organization
      objectClass: zimbraDomain
      dc: zeta
      o: zeta.org
      zimbraDomainName: zeta.org
      zimbraVirtualHostname: mail.example.org
      zimbraVirtualHostname: mail.zeta.org

      dn: dc=plain,dc=org
      objectClass: dcObject
      objectClass: organization
      objectClass: zimbraDomain
      dc: plain
      o: plain.org
      zimbraDomainName: plain.org
      zimbraPublicServiceHostname: public.plain.org
      """;

  @TempDir private Path folder;

  private WebHosts hosts(Map<String, List<String>> attributes) throws Exception {
    Path ldif = Files.writeString(folder.resolve("directory.ldif"), TREE);
    try (Directory directory = Directory.openToRead(new DirectorySource.EmbeddedFile(ldif))) {
      return WebHosts.of(directory, directory.settings("proxy", attributes), "proxy");
    }
  }

  @Test
  void domainsHaveVirtualHostsInTheOrderOfTheirNames() throws Exception {
    assertThat(hosts(Map.of()).domains())
        .containsExactly(
            new WebHosts.Domain(
                "alpha.org",
                List.of("mail.alpha.org"),
                List.of(),
                Optional.of("on"),
                List.of(),
                Optional.empty()),
            new WebHosts.Domain(
                "example.org",
                List.of("mail.example.org", "webmail.example.org"),
                List.of("X-One: 1", "X-Two: 2"),
                Optional.of("optional"),
                List.of("-----BEGIN CERTIFICATE-----"),
                Optional.empty()),
            new WebHosts.Domain(
                "zeta.org",
                List.of("mail.zeta.org"),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty()));
  }

  @Test
  void theProxyHasNamesOfItsOwn() throws Exception {
    assertThat(hosts(Map.of()).ownNames())
        .containsExactlyInAnyOrder(
            "proxy",
            "proxy.example.com",
            "public.example.com",
            "public.example.org",
            "public.plain.org");
  }

  @Test
  void withoutPartsOfTheirOwnDomainsHaveNamesOfOurs() throws Exception {
    WebHosts hosts =
        hosts(Map.of("zimbraReverseProxyGenConfigPerVirtualHostname", List.of("FALSE")));

    assertThat(hosts.domains()).isEmpty();
    assertThat(hosts.ownNames())
        .contains("proxy", "mail.example.org", "webmail.example.org", "mail.alpha.org");
  }
}
