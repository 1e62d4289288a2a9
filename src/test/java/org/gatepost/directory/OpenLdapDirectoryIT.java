package org.gatepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatepost.settings.DirectorySource.LdapServers;
import org.gatepost.settings.Trust;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real OpenLDAP server, and what only servers at the end of a wire do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenLdapDirectoryIT extends DirectoryContract {
  private Path certificate;
  private Path key;
  private Path passwordFile;
  private Slapd slapd;
  private Directory directory;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    var bundle =
        new CertificateBuilder()
            .rsa2048() // GnuTLS, which slapd is built with, does not read the EC keys made here
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    certificate = Files.writeString(folder.resolve("server.crt"), bundle.getCertificatePEM());
    key = Files.writeString(folder.resolve("server.key"), bundle.getPrivateKeyPEM());
    passwordFile = Files.writeString(folder.resolve("ldap.secret"), Slapd.PASSWORD + "\n");
    slapd = Slapd.start(Files.createDirectory(folder.resolve("one")), certificate, key);
    directory =
        Directory.open(
            new LdapServers(
                List.of(plain("localhost", slapd)),
                true,
                Optional.of(Slapd.ADMIN),
                Optional.of(passwordFile),
                new Trust.PemFile(certificate)));
  }

  @AfterAll
  void stop() {
    directory.close();
    slapd.close();
  }

  @Override
  Directory directory() {
    return directory;
  }

  @Test
  void ldapsWorksWithTheRightCertificate() throws Exception {
    try (var secure = open(tls("localhost"), new Trust.PemFile(certificate))) {
      assertThat(secure.globalConfig()).isPresent();
    }
  }

  @Test
  void strangeCertificateIsRefused() {
    assertThatThrownBy(() -> open(tls("localhost"), new Trust.SystemStore()))
        .isInstanceOf(DirectoryException.class)
        .hasMessageStartingWith("No directory server of [ldaps://localhost:");
  }

  @Test
  void certificateOfAnotherNameIsRefused() {
    assertThatThrownBy(() -> open(tls("127.0.0.1"), new Trust.PemFile(certificate)))
        .isInstanceOf(DirectoryException.class);
  }

  @Test
  void startTlsVerifiesTheNameToo() {
    var source =
        new LdapServers(
            List.of(plain("127.0.0.1", slapd)),
            true,
            Optional.empty(),
            Optional.empty(),
            new Trust.PemFile(certificate));

    assertThatThrownBy(() -> Directory.open(source)).isInstanceOf(DirectoryException.class);
  }

  @Test
  void anyCertificateIsTakenWhenTheOperatorSaysSo() throws Exception {
    try (var insecure = open(tls("127.0.0.1"), new Trust.Insecure())) {
      assertThat(insecure.globalConfig()).isPresent();
    }
  }

  @Test
  void wrongPasswordIsSaidWithoutThePassword(@TempDir Path folder) throws Exception {
    var wrong = Files.writeString(folder.resolve("wrong"), "sesam");
    var source =
        new LdapServers(
            List.of(plain("localhost", slapd)),
            false,
            Optional.of(Slapd.ADMIN),
            Optional.of(wrong),
            new Trust.SystemStore());

    assertThatThrownBy(() -> Directory.open(source))
        .isInstanceOf(DirectoryException.class)
        .hasMessageContaining("invalid credentials")
        .hasMessageNotContaining("sesam");
  }

  @Test
  void secondServerTakesOverFromAKilledOne(@TempDir Path folder) throws Exception {
    try (var other = Slapd.start(folder, certificate, key);
        var both = open(List.of(plain("localhost", other), plain("localhost", slapd)))) {
      assertThat(both.domain("", "example.org")).isPresent();

      other.kill();

      assertThat(both.domain("", "example.org")).isPresent();
      assertThat(both.globalConfig()).isPresent();
    }
  }

  @Test
  void serverThatComesBackIsUsedAgain(@TempDir Path folder) throws Exception {
    var first = Slapd.start(folder, certificate, key);
    try (var alone = open(List.of(plain("localhost", first)))) {
      first.kill();
      assertThatThrownBy(alone::globalConfig)
          .isInstanceOf(DirectoryException.class)
          .hasMessageStartingWith("The directory cannot be asked: ");

      try (var _ = first.again()) {
        assertThat(alone.globalConfig()).isPresent();
      }
    }
  }

  @Test
  void serverThatNeverAnswersIsPassedOver() throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var mute = URI.create("ldap://localhost:" + silent.getLocalPort());
      long begin = System.nanoTime();
      try (var both = open(List.of(mute, plain("localhost", slapd)))) {
        assertThat(both.globalConfig()).isPresent();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(12));
    }
  }

  @Test
  void silenceInTheTlsHandshakeIsPassedOver() throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var mute = URI.create("ldaps://localhost:" + silent.getLocalPort());
      long begin = System.nanoTime();
      assertThatThrownBy(() -> open(mute, new Trust.Insecure()))
          .isInstanceOf(DirectoryException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(12));
    }
  }

  private URI tls(String host) {
    return URI.create("ldaps://" + host + ":" + slapd.tlsPort());
  }

  private static URI plain(String host, Slapd server) {
    return URI.create("ldap://" + host + ":" + server.port());
  }

  private static Directory open(URI url, Trust trust) throws DirectoryException {
    return Directory.open(
        new LdapServers(List.of(url), false, Optional.empty(), Optional.empty(), trust));
  }

  private static Directory open(List<URI> urls) throws DirectoryException {
    return Directory.open(
        new LdapServers(urls, false, Optional.empty(), Optional.empty(), new Trust.SystemStore()));
  }
}
