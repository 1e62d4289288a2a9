package org.gatepost.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.settings.HostFile.Door;
import org.gatepost.settings.HostFile.DoorProtocol;
import org.gatepost.settings.HostFile.DoorTls;
import org.gatepost.settings.HostFile.Role;
import org.gatepost.settings.RouteSource.AuthHttp;
import org.gatepost.settings.RouteSource.Lookup;
import org.gatepost.settings.TlsFiles.KeyPairFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostFileReaderTest {
  @TempDir private Path folder;

  @BeforeEach
  void putFiles() throws Exception {
    for (var name : List.of("directory.ldif", "a.crt", "a.key", "ca.pem", "ldap.secret")) {
      Files.writeString(folder.resolve(name), "x");
    }
  }

  @Test
  void smallFileHasDefaults() throws Exception {
    var file = read("server: proxy.example.com\ndirectory: {file: directory.ldif}\n");

    assertThat(file.server()).isEqualTo("proxy.example.com");
    assertThat(file.listen()).isEmpty();
    assertThat(file.roles()).containsExactly(Role.values());
    assertThat(file.directory())
        .hasValue(new DirectorySource.EmbeddedFile(folder.resolve("directory.ldif")));
    assertThat(file.doors()).isEmpty();
    assertThat(file.routes())
        .isEqualTo(new RouteSource(Lookup.DIRECTORY, List.of(), Optional.empty(), List.of()));
    assertThat(file.tls())
        .isEqualTo(
            new TlsFiles(Optional.empty(), Optional.empty(), Map.of(), new Trust.SystemStore()));
    assertThat(file.attributes()).isEmpty();
    assertThat(file.folder()).isEqualTo(folder);
  }

  @Test
  void everyKeyIsRead() throws Exception {
    var file =
        read(
            """
            server: proxy.example.com
            listen: 0.0.0.0
            roles: [proxy, console]
            directory:
              url: [ldap://ldap1.example.com, "ldap://ldap2.example.com:1389"]
              startTls: true
              bindDn: uid=zimbra,cn=admins,cn=zimbra
              passwordFile: ldap.secret
              trust: ca.pem
            doors:
              - protocol: imap
                address: 127.0.0.1
                port: 1143
                tls: starttls
                proxyProtocol: true
                attributes: {zimbraReverseProxyImapStartTlsMode: on}
                certificate: a.crt
                key: a.key
              - {protocol: certlogin, port: 0}
            routes:
              lookup: auth_http
              handlers: [http://h.example.com:7072]
              authHttp: {url: "http://127.0.0.1:9000/auth", timeout: 5s, headers: {X-Key: hush}}
              memcached: [cache.example.com:11211, "[::1]:11212"]
            tls:
              certificate: a.crt
              key: a.key
              domains: {"*.Example.org": {certificate: a.crt, key: a.key}}
              upstream: {trust: insecure}
            attributes:
              gatepostTrustedPeers: [10.0.0.0/8, "2001:db8::/32"]
              zimbraReverseProxyMailEnabled: true
              gatepostRouteSigningKeyFile: ldap.secret
            """);

    var certificate = folder.resolve("a.crt");
    var key = folder.resolve("a.key");
    assertThat(file.listen()).hasValue("0.0.0.0");
    assertThat(file.roles()).containsExactly(Role.PROXY, Role.CONSOLE);
    assertThat(file.directory())
        .hasValue(
            new DirectorySource.LdapServers(
                List.of(
                    URI.create("ldap://ldap1.example.com"),
                    URI.create("ldap://ldap2.example.com:1389")),
                true,
                Optional.of("uid=zimbra,cn=admins,cn=zimbra"),
                Optional.of(folder.resolve("ldap.secret")),
                new Trust.PemFile(folder.resolve("ca.pem"))));
    assertThat(file.doors())
        .containsExactly(
            new Door(
                DoorProtocol.IMAP,
                Optional.of("127.0.0.1"),
                1143,
                DoorTls.STARTTLS,
                true,
                Map.of("zimbraReverseProxyImapStartTlsMode", List.of("on")),
                Optional.of(certificate),
                Optional.of(key)),
            new Door(
                DoorProtocol.CERTLOGIN,
                Optional.empty(),
                0,
                DoorTls.NONE,
                false,
                Map.of(),
                Optional.empty(),
                Optional.empty()));
    assertThat(file.routes())
        .isEqualTo(
            new RouteSource(
                Lookup.AUTH_HTTP,
                List.of(URI.create("http://h.example.com:7072")),
                Optional.of(
                    new AuthHttp(
                        URI.create("http://127.0.0.1:9000/auth"),
                        Duration.ofSeconds(5),
                        Map.of("X-Key", "hush"))),
                List.of(
                    InetSocketAddress.createUnresolved("cache.example.com", 11211),
                    InetSocketAddress.createUnresolved("::1", 11212))));
    assertThat(file.routes().toString()).doesNotContain("hush");
    assertThat(file.tls())
        .isEqualTo(
            new TlsFiles(
                Optional.of(certificate),
                Optional.of(key),
                Map.of("*.example.org", new KeyPairFiles(certificate, key)),
                new Trust.Insecure()));
    assertThat(file.attributes())
        .isEqualTo(
            Map.of(
                "gatepostTrustedPeers",
                List.of("10.0.0.0/8", "2001:db8::/32"),
                "zimbraReverseProxyMailEnabled",
                List.of("true"),
                "gatepostRouteSigningKeyFile",
                List.of(folder.resolve("ldap.secret").toString())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          serevr: a | serevr: unknown key, did you mean server?; allowed: routes, directory,
          server: [a, b] | server: allowed: a text.
          listen: example.org | listen: has a value that is not allowed; allowed: an IP address.
          roles: [prox] | roles: has a value that is not allowed; allowed: proxy, handler, console.
          server: a\\nserver: b | gatepost.yaml:3: server: stands here a second time.
          doors: [{protocol: imap}] | doors[1].port: is missing.
          doors: [{protocol: imp, port: 1}] | doors[1].protocol: has a value that is not allowed;
          doors: [{protocol: imap, port: 65536}] | doors[1].port: has a value that is not allowed;
          doors: [{protocol: imap, port: 1, proxyProtocol: 1}] | allowed: true or false.
          doors: imap | doors[1]: allowed: keys with values.
          tls: {certificate: a.crt} | tls.certificate: certificate and key go together.
          tls: {certificate: b.crt, key: a.key} | b.crt cannot be read (NoSuchFileException)
          tls: {certificate: ., key: a.key} | cannot be read (IOException)
          tls: {domains: {example.org: {key: a.key}}} | tls.domains.example.org.certificate: is
          routes: {lookup: auth_http} | routes.authHttp: is needed where lookup is auth_http.
          routes: {memcached: [cache]} | routes.memcached: has a value that is not allowed;
          routes: {handlers: ["ftp://x"]} | routes.handlers: has a value that is not allowed;
          attributes: {zimbraIPMod: ipv4} | unknown attribute zimbraIPMod, did you mean
          attributes: {zimbraIPMode: ipv5} | "ipv5"; allowed: ipv4, ipv6, both.
          attributes: {zimbraMailHost: a} | cannot be set here; it belongs to an account entry.
          attributes: {zimbraIPMode: {a: b}} | allowed: a list of texts.
          attributes: {zimbraIPMode: ipv4, ZIMBRAIPMODE: ipv4} | stands here a second time.
          """)
  void faultsAreNamed(String yaml, String expected) {
    assertThatThrownBy(
            () -> read("directory: {file: directory.ldif}\n" + yaml.replace("\\n", "\n")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("gatepost.yaml:")
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server: a | directory: is needed where routes.lookup is directory.
          directory: {} | directory.file: allowed: either file or url.
          directory: {url: ["http://x"]} | directory.url: has a value that is not allowed;
          directory: {url: ["ldaps://x"], startTls: true} | directory.startTls: ldaps:// is
          directory: {url: ["ldap://x"], bindDn: cn=x} | bindDn and passwordFile go together.
          'a: b: c' | gatepost.yaml:1: this is not YAML
          '- a' | gatepost.yaml:1: allowed: keys with values.
          """)
  void directoryFaultsAreNamed(String yaml, String expected) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void missingFileIsNamed() {
    assertThatThrownBy(() -> HostFileReader.read(folder.resolve("none.yaml")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("none.yaml cannot be read (NoSuchFileException).");
  }

  @Test
  void argumentNamesTheFile() throws Exception {
    var path = folder.resolve("other.yaml");
    assertThat(HostFileReader.find(Optional.of(path))).isEqualTo(path);
  }

  private HostFile read(String yaml) throws Exception {
    return HostFileReader.read(Files.writeString(folder.resolve("gatepost.yaml"), yaml));
  }
}
