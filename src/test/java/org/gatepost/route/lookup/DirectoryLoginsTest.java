package org.gatepost.route.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.route.CertificateQuestion;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.settings.DirectorySource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens out of the embedded directory, and how long they hold. */
final class DirectoryLoginsTest {
  private static final Path DATA = Path.of("src/test/resources/org/gatepost/directory");
  private static final Instant NOW = Instant.ofEpochMilli(1_893_456_000_000L);
  private static final String CLASSES =
      """

      dn: cn=cos,cn=zimbra
      objectClass: organizationalRole
      cn: cos

      dn: cn=default,cn=cos,cn=zimbra
      objectClass: zimbraCOS
      cn: default
      zimbraId: id-default
      zimbraAuthTokenLifetime: 5h

      dn: cn=brief,cn=cos,cn=zimbra
      objectClass: zimbraCOS
      cn: brief
      zimbraId: id-brief
      zimbraAuthTokenLifetime: 10m
      zimbraAdminAuthTokenLifetime: 5m

      """;

  private static Directory directory;
  private static DirectoryLogins logins;

  @BeforeAll
  static void open(@TempDir Path folder) throws Exception {
    var data =
        (Files.readString(DATA.resolve("sample.ldif"))
                    .replace(
                        "cn: config\n",
                        "cn: config\nzimbraAuthTokenKey: 1:1:" + AuthTokenTest.KEY + "\n")
                + "\n"
                + Files.readString(DATA.resolve("handler.ldif")))
            .replace("uid: grace\n", "uid: grace\nzimbraCOSId: id-brief\n")
            .replace("uid: helper\n", "uid: helper\nzimbraCOSId: id-brief\n")
            .replace("uid: admin\n", "uid: admin\nzimbraAuthTokenLifetime: 90\n")
            .replace(
                "zimbraDomainName: moved.net\n",
                "zimbraDomainName: moved.net\nzimbraDomainDefaultCOSId: id-brief\n");
    directory =
        Directory.open(
            new DirectorySource.EmbeddedFile(
                Files.writeString(folder.resolve("d.ldif"), data + CLASSES)));
    var lookup = new DirectoryLookup(directory, directory.settings("proxy.example.com", Map.of()));
    logins = new DirectoryLogins(directory, lookup, () -> NOW);
  }

  @AfterAll
  static void close() {
    directory.close();
  }

  private static CertificateQuestion question(String address, Service service) {
    return new CertificateQuestion(
        address,
        Optional.empty(),
        service,
        InetAddress.ofLiteral("198.51.100.7"),
        InetAddress.ofLiteral("192.0.2.1"),
        Optional.empty());
  }

  private static String token(String address, Service service) throws RouteException {
    return AuthTokenTest.plain(
        new String(
            logins.lookUp(question(address, service)).token().octets(), StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @CsvSource({
    "admin@example.org, MAILBOX, PT90S", // the account's own
    "grace@example.org, MAILBOX, PT10M", // that of its class of service
    "stay@moved.net, MAILBOX, PT10M", // that of its domain's class
    "alice@example.org, MAILBOX, PT5H", // that of the class of all
    "helper@example.org, ADMIN, PT5M",
    "admin@example.org, ADMIN, PT12H", // the default: no class has it
  })
  void tokenHoldsAsLongAsAccountOrClassSay(String address, Service service, Duration life)
      throws Exception {
    assertThat(token(address, service)).contains("exp=13:" + NOW.plus(life).toEpochMilli() + ";");
  }

  @Test
  void aliasLogsInItsAccount() throws Exception {
    assertThat(logins.lookUp(question("root@example.org", Service.MAILBOX)).account())
        .isEqualTo("admin@example.org");
  }

  @Test
  void administratorsTokenIsForTheConsoleAlone() throws Exception {
    assertThat(token("admin@example.org", Service.ADMIN)).contains(";admin=1:1;");
    assertThat(token("helper@example.org", Service.ADMIN)).contains(";dlgadmin=1:1;");
    assertThat(token("admin@example.org", Service.MAILBOX)).doesNotContain("admin=");
    assertThatThrownBy(() -> token("alice@example.org", Service.ADMIN))
        .isInstanceOf(RouteException.class)
        .hasMessage("account alice@example.org is not admin or delegated admin");
  }
}
