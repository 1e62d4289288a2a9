package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gatepost.directory.Directory;
import org.gatepost.firewall.catalogue.Role;
import org.gatepost.firewall.system.SystemMap;
import org.gatepost.settings.DirectorySource;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.HostFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host opens, as firewalls are told it. */
final class OpenDoorTest {
  @TempDir private Path folder;

  private Directory directory(String attributes) throws Exception {
    boolean ofDomain = attributes.startsWith("zimbraVirtualHostname");
    Path ldif =
        Files.writeString(
            folder.resolve("directory.ldif"),
            """
            dn: cn=zimbra
            objectClass: organizationalRole
            cn: zimbra

            dn: cn=config,cn=zimbra
            objectClass: zimbraGlobalConfig
            cn: config
            zimbraMailProxyPort: 80
            zimbraMailSSLProxyPort: 443

            dn: cn=servers,cn=zimbra
            objectClass: organizationalRole
            cn: servers

            dn: cn=10.0.0.1,cn=servers,cn=zimbra
            objectClass: zimbraServer
            cn: 10.0.0.1
            zimbraServiceEnabled: proxy
            ATTRIBUTES

            dn: dc=com
            objectClass: zimbraDomain
            dc: com
            zimbraDomainName: com
            DOMAIN
            """
                .replace("ATTRIBUTES", ofDomain ? "description: as usual" : attributes)
                .replace("DOMAIN", ofDomain ? attributes : "description: as usual"));
    return Directory.openToRead(new DirectorySource.EmbeddedFile(ldif));
  }

  private HostFile file(String lines) throws Exception {
    return HostFileReader.read(
        Files.writeString(
            folder.resolve("gatepost.yaml"),
            "server: 10.0.0.1\ndirectory: {file: directory.ldif}\n" + lines));
  }

  /** The map knows a proxy of another host from the directory alone: it must come to the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "zimbraReverseProxyMailMode: http",
        "zimbraReverseProxyMailMode: https",
        "zimbraReverseProxyMailMode: both",
        "zimbraReverseProxyMailMode: mixed",
        "zimbraReverseProxyMailMode: redirect",
        "zimbraMailProxyPort: 0",
        "zimbraMailSSLProxyPort: 8443",
        "zimbraReverseProxyHttpEnabled: FALSE",
        "zimbraReverseProxyMailEnabled: FALSE",
        "zimbraReverseProxyMailImapEnabled: FALSE\nzimbraImapSSLProxyBindPort: 9993",
        "zimbraReverseProxyMailPop3Enabled: FALSE\nzimbraReverseProxyMailPop3sEnabled: FALSE",
        "zimbraReverseProxyAdminEnabled: TRUE",
        "zimbraReverseProxyAdminEnabled: TRUE\nzimbraAdminProxyPort: 19071",
        "zimbraReverseProxyAdminEnabled: TRUE\nzimbraReverseProxyHttpEnabled: FALSE",
        "zimbraVirtualHostname: mail.com\nzimbraReverseProxyClientCertMode: optional",
        "zimbraVirtualHostname: mail.com\nzimbraReverseProxyClientCertMode: off",
        "zimbraVirtualHostname: mail.com\nzimbraReverseProxyClientCertMode: perhaps",
        "zimbraMailSSLProxyClientCertPort: 13443",
      })
  void mapOfTheSystemAgreesWithTheDoorsThatAreOpened(String attributes) throws Exception {
    try (Directory directory = directory(attributes)) {
      HostFile file = file("roles: [proxy]\n");
      EffectiveSettings settings = directory.settings(file.server(), Map.of());

      List<String> opened =
          OpenDoor.of(file, directory, settings).stream()
              .map(door -> door.usual() + " at " + door.address().getPort())
              .sorted()
              .toList();
      List<String> mapped =
          SystemMap.read(directory, settings, InetAddress::getAllByName)
              .host("10.0.0.1")
              .enabled()
              .stream()
              .filter(opening -> opening.port().servedBy() == Role.PROXY)
              .map(opening -> opening.port().number() + " at " + opening.number())
              .sorted()
              .toList();

      assertThat(mapped).isEqualTo(opened).isNotEmpty();
    }
  }

  @Test
  void eachRoleOfTheProcessHasItsDoors() throws Exception {
    try (Directory directory = directory("zimbraReverseProxyMailMode: https")) {
      HostFile file =
          file(
              """
              listen: 10.0.0.1
              doors:
                - {protocol: pop3, port: 110, proxyProtocol: true}
              attributes: {gatepostTrustedPeers: 10.9.0.0/24, gatepostHandlerPeers: 10.8.0.0/24}
              """);
      List<OpenDoor> doors =
          OpenDoor.of(file, directory, directory.settings(file.server(), file.attributes()));
      assertThat(doors.stream().map(door -> door.name() + " " + door.address()))
          .containsExactly(
              "pop3 /10.0.0.1:110", "handler /10.0.0.1:7072", "console /127.0.0.1:9072");
      assertThat(doors)
          .extracting(door -> door.trusted().toString())
          .containsExactly("[10.9.0.0/24]", "[10.8.0.0/24]", "[]");
      assertThat(doors).extracting(OpenDoor::proxyProtocol).containsExactly(true, false, false);
    }
  }
}
