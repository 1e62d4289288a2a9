package org.gatepost.prov;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.directory.Slapd;
import org.gatepost.prov.Shell.Ran;
import org.gatepost.settings.DirectorySource.LdapServers;
import org.gatepost.settings.Trust;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a real OpenLDAP server, which checks every entry against our schema. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProvOnOpenLdapIT {
  private Slapd slapd;
  private Shell shell;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    var bundle =
        new CertificateBuilder()
            .rsa2048()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    var certificate = Files.writeString(folder.resolve("server.crt"), bundle.getCertificatePEM());
    var key = Files.writeString(folder.resolve("server.key"), bundle.getPrivateKeyPEM());
    var secret = Files.writeString(folder.resolve("ldap.secret"), Slapd.PASSWORD + "\n");
    slapd = Slapd.start(Files.createDirectory(folder.resolve("slapd")), certificate, key);
    shell =
        Shell.on(
            Directory.open(
                new LdapServers(
                    List.of(URI.create("ldap://localhost:" + slapd.port())),
                    true,
                    Optional.of(Slapd.ADMIN),
                    Optional.of(secret),
                    new Trust.PemFile(certificate))));
  }

  @AfterAll
  void stop() throws Exception {
    shell.close();
    slapd.close();
  }

  private String said(String line) {
    Ran ran = shell.run(line);
    assertThat(ran.exit()).as("exit code of %s; %s%s", line, ran.out(), ran.err()).isZero();
    return ran.out();
  }

  @Test
  void settingsAreChangedAndUnset() {
    said("mcf zimbraMailProxyMaxFails 7 zimbraReverseProxySSLProtocols TLSv1.3");
    said("ms proxy.example.com zimbraMailProxyMaxFails 9");
    said("ms proxy.example.com +zimbraServiceEnabled mailbox");
    said("ms proxy.example.com +zimbraServiceEnabled mailbox");
    assertThat(said("gs proxy.example.com zimbraMailProxyMaxFails zimbraServiceEnabled=mailbox"))
        .isEqualTo(
            """
            # name proxy.example.com
            zimbraMailProxyMaxFails: 9
            zimbraServiceEnabled: mailbox

            """);

    said("ms proxy.example.com -zimbraServiceEnabled mailbox zimbraMailProxyMaxFails ''");
    said("ms proxy.example.com -zimbraServiceEnabled mailbox -zimbraMailMode both");
    assertThat(said("gs proxy.example.com zimbraMailProxyMaxFails zimbraServiceEnabled=mailbox"))
        .isEqualTo("# name proxy.example.com\nzimbraMailProxyMaxFails: 7\n\n");
  }

  @Test
  void binaryValuesComeBackAsTheyWere(@TempDir Path folder) throws Exception {
    byte[] octets = {0, (byte) 0xff, (byte) 0x80, 'x'};

    said("mcf zimbraSSLDHParam " + Files.write(folder.resolve("dh"), octets));

    assertThat(said("gcf zimbraSSLDHParam")).isEqualTo("zimbraSSLDHParam:: AP+AeA==\n");
  }

  @Test
  void serverComesAndGoes() {
    assertThat(said("cs new.example.com zimbraServiceEnabled mailbox zimbraMailMode both"))
        .hasSize(37);
    assertThat(said("gas").lines()).contains("new.example.com");
    assertThat(shell.run("cs new.example.com").err())
        .isEqualTo("ERROR: account.SERVER_EXISTS (server already exists: new.example.com)\n");

    said("ds new.example.com");
    assertThat(said("gas").lines()).doesNotContain("new.example.com");
  }

  @Test
  void domainWithAnAccountComesAndGoes() throws Exception {
    said("cd deep.sub.net zimbraVirtualHostname w.sub.net");
    said("cad other.net deep.sub.net");
    said("cs store.sub.net zimbraServiceEnabled mailbox");
    said(
        "ca Bob@deep.sub.net s3cret displayName 'J\u00fcrgen B.' zimbraMailHost store.sub.net"
            + " zimbraIsAdminAccount TRUE");
    said("aaa bob@deep.sub.net info@deep.sub.net");
    assertThat(said("ga info@other.net displayName zimbraMailAlias zimbraMailHost"))
        .isEqualTo(
            """
            # name bob@deep.sub.net
            displayName: J\u00fcrgen B.
            zimbraMailAlias: info@deep.sub.net
            zimbraMailHost: store.sub.net

            """);
    assertThat(said("gaa -s store.sub.net deep.sub.net")).isEqualTo("bob@deep.sub.net\n");
    assertThat(said("gaaa").lines()).contains("bob@deep.sub.net");
    var dn = "uid=bob,ou=people,dc=deep,dc=sub,dc=net";
    assertThat(shell.directory.verifies(dn, "s3cret".getBytes(StandardCharsets.UTF_8))).isTrue();
    said("sp bob@deep.sub.net changed");
    assertThat(shell.directory.verifies(dn, "changed".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(shell.run("ds store.sub.net").err()).contains("There are 1 account(s)");
    assertThat(shell.run("dd deep.sub.net").exit()).isEqualTo(2);

    said("raa bob@deep.sub.net info@deep.sub.net");
    said("da bob@deep.sub.net");
    said("ds store.sub.net");
    said("dd other.net");
    said("dd deep.sub.net");
    assertThat(shell.directory.entry("dc=deep,dc=sub,dc=net")).isEmpty();
  }

  @Test
  void domainForWhichTheServerHasNoPlaceIsRefusedWithItsWords() {
    Ran ran = shell.run("cd example.museum");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).startsWith("ERROR: service.").contains("dc=museum");
  }
}
