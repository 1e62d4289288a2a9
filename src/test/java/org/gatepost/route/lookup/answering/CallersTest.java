package org.gatepost.route.lookup.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatepost.directory.Directory;
import org.gatepost.route.Password;
import org.gatepost.settings.Cidr;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.DirectorySource;
import org.gatepost.settings.EffectiveSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CallersTest {
  private final Callers callers =
      new Callers(
          () -> Set.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("2001:db8::1")),
          List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("2001:db8:5::/48")),
          Optional.of(Password.of("sesame")),
          System::nanoTime);

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.9.9.9, true",
    "::1, true",
    "192.0.2.1, true",
    "2001:db8::1, true",
    "10.255.0.1, true",
    "2001:db8:5::9, true",
    "192.0.2.2, false",
    "11.0.0.1, false",
    "2001:db8::2, false",
  })
  void addressesAreAdmitted(String peer, boolean admitted) {
    assertThat(callers.admits(InetAddress.ofLiteral(peer))).isEqualTo(admitted);
  }

  @Test
  void secretAdmits() {
    assertThat(callers.knowsSecret("sesame")).isTrue();
    assertThat(callers.knowsSecret("sesam")).isFalse();
    assertThat(callers.knowsSecret("")).isFalse();
    assertThat(callers.knowsSecret(null)).isFalse();
    assertThat(new Callers(Set::of, List.of(), Optional.empty(), System::nanoTime).knowsSecret(""))
        .isFalse();
  }

  @Test
  void secretIsTheFirstLineOfItsFile(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("secret"), "open sesame \nmore\n");

    var read = Callers.of(settings("gatepostHandlerSecretFile", file.toString()), Set::of);

    assertThat(read.knowsSecret("open sesame")).isTrue();
    assertThat(read.knowsSecret("more")).isFalse();
  }

  @Test
  void secretThatCannotBeReadStopsTheStart(@TempDir Path folder) throws Exception {
    var empty = Files.writeString(folder.resolve("empty"), "\n");

    assertThatThrownBy(
            () -> Callers.of(settings("gatepostHandlerSecretFile", empty.toString()), Set::of))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("has no secret in its first line");
    assertThatThrownBy(
            () -> Callers.of(settings("gatepostHandlerSecretFile", folder + "/none"), Set::of))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void everybodyIsAdmittedIfTheOperatorSaysSo() throws Exception {
    var open = Callers.of(settings("gatepostHandlerPeers", "0.0.0.0/0"), Set::of);

    assertThat(open.admits(InetAddress.ofLiteral("203.0.113.9"))).isTrue();
    assertThat(open.admits(InetAddress.ofLiteral("2001:db8::9"))).isFalse();
  }

  @Test
  void proxiesOfTheDirectoryAreKnown(@TempDir Path folder) throws Exception {
    var file =
        Files.writeString(
            folder.resolve("d.ldif"),
            """
            dn: cn=servers,cn=zimbra
            objectClass: organizationalRole
            cn: servers

            dn: cn=p,cn=servers,cn=zimbra
            objectClass: zimbraServer
            cn: p
            zimbraServiceHostname: two.mailbox.test
            zimbraServiceEnabled: proxy
            zimbraServiceEnabled: memcached

            dn: cn=m,cn=servers,cn=zimbra
            objectClass: zimbraServer
            cn: m
            zimbraServiceHostname: b.mailbox.test
            zimbraServiceEnabled: mailbox

            dn: cn=q,cn=servers,cn=zimbra
            objectClass: zimbraServer
            cn: q
            zimbraServiceHostname: nowhere.invalid
            zimbraServiceEnabled: proxy
            """);
    try (var directory = Directory.open(new DirectorySource.EmbeddedFile(file))) {
      var proxies = new ProxyAddresses(directory);
      assertThat(proxies.all()).isEmpty();

      proxies.refresh();

      assertThat(proxies.all())
          .containsExactlyInAnyOrder(
              InetAddress.ofLiteral("127.0.0.13"), InetAddress.ofLiteral("127.0.0.11"));
    }
  }

  private static EffectiveSettings settings(String name, String value) throws Exception {
    return EffectiveSettings.resolve(Map.of(name, List.of(value)), Map.of(), Map.of());
  }
}
