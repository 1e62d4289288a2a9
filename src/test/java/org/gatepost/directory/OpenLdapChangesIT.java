package org.gatepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatepost.directory.DirectoryChangesContract.kind;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.netty.pkitesting.CertificateBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.directory.DirectoryException.Kind;
import org.gatepost.directory.Slapd.Manner;
import org.gatepost.settings.DirectorySource.LdapServers;
import org.gatepost.settings.Trust;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes at a real OpenLDAP server: made there, seen there, and refused there. */
final class OpenLdapChangesIT {
  private static final Duration OFTEN = Duration.ofMillis(50);
  private static final Duration NEVER = Duration.ofDays(1);
  private static final String DOMAIN = "dc=watched,dc=org";

  @TempDir private Path folder;
  private Path certificate;
  private Path key;
  private Path password;
  private final Calls calls = new Calls();

  @BeforeEach
  void certify() throws Exception {
    var bundle =
        new CertificateBuilder()
            .rsa2048() // GnuTLS, which slapd is built with, does not read the EC keys made here
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    certificate = Files.writeString(folder.resolve("server.crt"), bundle.getCertificatePEM());
    key = Files.writeString(folder.resolve("server.key"), bundle.getPrivateKeyPEM());
    password = Files.writeString(folder.resolve("ldap.secret"), Slapd.PASSWORD + "\n");
  }

  @Test
  void serverTellsOfChanges() throws Exception {
    // It is never asked, so only what it tells by itself is seen.
    seesEveryChange(Manner.TELLING_OF_CHANGES, NEVER);
  }

  @Test
  void serverThatDoesNotTellIsAsked() throws Exception {
    seesEveryChange(Manner.PLAIN, OFTEN);
  }

  private void seesEveryChange(Manner manner, Duration interval) throws Exception {
    try (var slapd = start("one", manner);
        var directory = open(slapd);
        var _ = directory.watch(interval, calls);
        var somebody = somebody(slapd)) {
      somebody.modify(
          Directory.CONFIG_DN,
          new Modification(ModificationType.REPLACE, "zimbraMailProxyMaxFails", "5"));
      calls.assertOneComes();

      directory.modify(
          Directory.CONFIG_DN,
          List.of(new Change.Replace("zimbraMailProxyMaxFails", List.of("6"))));
      calls.assertOneComes();

      directory.add(
          DOMAIN,
          Map.of(
              "objectClass", List.of("dcObject", "organization", "zimbraDomain"),
              "dc", List.of("watched"),
              "o", List.of("Watched"),
              "zimbraDomainName", List.of("watched.org")));
      calls.assertOneComes();

      somebody.delete(DOMAIN);
      calls.assertOneComes();
    }
  }

  @Test
  void changeMadeWhileATellingServerWasAwayIsSeen() throws Exception {
    seesWhatChangedMeanwhile(Manner.TELLING_OF_CHANGES, NEVER);
  }

  @Test
  void changeMadeWhileAnAskedServerWasAwayIsSeen() throws Exception {
    seesWhatChangedMeanwhile(Manner.PLAIN, OFTEN);
  }

  private void seesWhatChangedMeanwhile(Manner manner, Duration interval) throws Exception {
    var slapd = start("one", manner);
    try (var directory = open(slapd);
        var _ = directory.watch(interval, calls)) {
      slapd.kill();
      slapd.modifyOffline(
          """
          dn: cn=config,cn=zimbra
          changetype: modify
          replace: zimbraMailProxyMaxFails
          zimbraMailProxyMaxFails: 77
          """);
      try (var _ = slapd.again()) {
        calls.assertOneComes();
        assertThat(directory.globalConfig().orElseThrow().all("zimbraMailProxyMaxFails"))
            .containsExactly("77");
      }
    }
  }

  @Test
  void watchThatBeginsWithoutTheServerSeesItCome() throws Exception {
    var slapd = start("one", Manner.TELLING_OF_CHANGES);
    try (var directory = open(slapd)) {
      slapd.kill();
      try (var _ = directory.watch(NEVER, calls);
          var _ = slapd.again()) {
        calls.assertOneComes();
      }
    }
  }

  @Test
  void serverThatIsDownCannotBeChanged() throws Exception {
    var slapd = start("one", Manner.PLAIN);
    try (var directory = open(slapd)) {
      slapd.kill();

      assertThat(kind(() -> setMaxFails(directory))).isEqualTo(Kind.UNREACHABLE);
    }
  }

  @Test
  void serverThatDoesNotAnswerIsGivenUp() throws Exception {
    try (var slapd = start("one", Manner.PLAIN);
        var directory = open(slapd)) {
      slapd.freeze();
      long begin = System.nanoTime();

      assertThat(kind(() -> setMaxFails(directory))).isEqualTo(Kind.UNREACHABLE);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(25));
    }
  }

  @Test
  void readOnlyServerIsToldFromOneThatIsDown() throws Exception {
    try (var slapd = start("one", Manner.PLAIN);
        var directory = open(slapd)) {
      slapd.makeReadOnly();

      assertThatThrownBy(() -> setMaxFails(directory))
          .isInstanceOfSatisfying(
              DirectoryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_ALLOWED))
          .hasMessageStartingWith("The directory refused: ");
      assertThat(directory.globalConfig()).isPresent();
    }
  }

  @Test
  void foreignSchemaIsToldFromOneThatIsDown() throws Exception {
    try (var slapd = start("one", Manner.PLAIN);
        var directory = open(slapd)) {
      for (var attributes :
          List.of(
              Map.of("objectClass", List.of("nobodysClass"), "cn", List.of("x")),
              Map.of("objectClass", List.of("device"), "cn", List.of("x"), "uid", List.of("x")),
              Map.of("objectClass", List.of("device"), "cn", List.of("x"), "un", List.of("x")))) {
        assertThatThrownBy(() -> directory.add("cn=x,cn=zimbra", attributes))
            .isInstanceOfSatisfying(
                DirectoryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
            .hasMessageStartingWith("The directory refused: ");
      }
    }
  }

  @Test
  void strangerMayNotChange() throws Exception {
    try (var slapd = start("one", Manner.PLAIN);
        var directory =
            Directory.open(
                new LdapServers(
                    List.of(url(slapd)),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    new Trust.SystemStore()))) {
      assertThat(kind(() -> setMaxFails(directory))).isEqualTo(Kind.NOT_ALLOWED);
    }
  }

  @Test
  void changeAtAReplicaGoesToItsSupplier() throws Exception {
    try (var supplier = start("supplier", Manner.PLAIN);
        var replica = start("replica", Manner.replicaOf(url(supplier).toString()));
        var directory = open(replica);
        var atSupplier = open(supplier)) {
      setMaxFails(directory);
      directory.add(
          DOMAIN,
          Map.of(
              "objectClass", List.of("dcObject", "organization", "zimbraDomain"),
              "dc", List.of("watched"),
              "o", List.of("Watched"),
              "zimbraDomainName", List.of("watched.org")));

      assertThat(atSupplier.globalConfig().orElseThrow().all("zimbraMailProxyMaxFails"))
          .containsExactly("9");
      assertThat(atSupplier.domain("", "watched.org")).isPresent();
      directory.delete(DOMAIN);
      assertThat(atSupplier.domain("", "watched.org")).isEmpty();
    }
  }

  @Test
  void supplierThatCannotBeReachedIsNamed() throws Exception {
    var nowhere = "ldap://localhost:" + Slapd.freePort();
    try (var replica = start("replica", Manner.replicaOf(nowhere));
        var directory = open(replica)) {
      assertThatThrownBy(() -> setMaxFails(directory))
          .isInstanceOfSatisfying(
              DirectoryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_ALLOWED))
          .hasMessageContaining(nowhere);
    }
  }

  @Test
  void aServerIsNotLent() throws Exception {
    try (var slapd = start("one", Manner.PLAIN);
        var reader = Directory.openToRead(source(slapd))) {
      assertThat(kind(reader::lend)).isEqualTo(Kind.NOT_ALLOWED);
      assertThat(kind(() -> setMaxFails(reader))).isEqualTo(Kind.NOT_ALLOWED);
      reader.takeLock(Duration.ZERO);
      setMaxFails(reader);
    }
  }

  @Test
  void stampsDifferAfterEveryChangeOfWhatMatters() throws Exception {
    try (var slapd = start("one", Manner.PLAIN);
        var somebody = somebody(slapd)) {
      var trees = List.of("cn=zimbra", "dc=org", "dc=net", "dc=none");
      var before = ChangeStamp.read(somebody, trees);
      somebody.modify(
          "uid=alice,ou=people,dc=example,dc=org",
          new Modification(ModificationType.REPLACE, "description", "an account"));
      assertThat(ChangeStamp.read(somebody, trees).differsFrom(before)).isFalse();

      somebody.modify(
          "dc=example,dc=org",
          new Modification(ModificationType.REPLACE, "description", "a domain"));
      assertThat(ChangeStamp.read(somebody, trees).differsFrom(before)).isTrue();
    }
  }

  private Slapd start(String name, Manner manner) throws Exception {
    return Slapd.start(Files.createDirectory(folder.resolve(name)), certificate, key, manner);
  }

  private static URI url(Slapd slapd) {
    return URI.create("ldap://localhost:" + slapd.port());
  }

  /** With StartTLS, which a supplier at the end of a referral gets as well. */
  private Directory open(Slapd slapd) throws DirectoryException {
    return Directory.open(source(slapd));
  }

  private LdapServers source(Slapd slapd) {
    return new LdapServers(
        List.of(url(slapd)),
        true,
        Optional.of(Slapd.ADMIN),
        Optional.of(password),
        new Trust.PemFile(certificate));
  }

  private static LDAPConnection somebody(Slapd slapd) throws Exception {
    return new LDAPConnection("127.0.0.1", slapd.port(), Slapd.ADMIN, Slapd.PASSWORD);
  }

  private static void setMaxFails(Directory directory) throws DirectoryException {
    directory.modify(
        Directory.CONFIG_DN, List.of(new Change.Replace("zimbraMailProxyMaxFails", List.of("9"))));
  }
}
