package org.gatepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gatepost.directory.DirectoryException.Kind;
import org.gatepost.settings.DirectorySource.EmbeddedFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract on an embedded directory that another process lends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BorrowedDirectoryTest extends DirectoryContract {
  private static final String ALICE = "uid=alice,ou=people,dc=example,dc=org";

  private Path file;
  private Directory lender;
  private Loan loan;
  private Directory borrowed;

  @BeforeAll
  void lend(@TempDir Path folder) throws Exception {
    file = Files.copy(EmbeddedDirectoryTest.SAMPLE, folder.resolve("directory.ldif"));
    lender = Directory.open(new EmbeddedFile(file));
    loan = lender.lend();
    borrowed = borrow(loan);
  }

  @AfterAll
  void close() {
    borrowed.close();
    loan.close();
    lender.close();
  }

  @Override
  Directory directory() {
    return borrowed;
  }

  @Test
  void changeIsInTheFileAndAtTheLender() throws Exception {
    setMaxFails(borrowed, "33");

    assertThat(lender.globalConfig().orElseThrow().all("zimbraMailProxyMaxFails"))
        .containsExactly("33");
    try (var reader = Directory.openToRead(new EmbeddedFile(file))) {
      assertThat(reader.globalConfig().orElseThrow().all("zimbraMailProxyMaxFails"))
          .containsExactly("33");
    }
  }

  @Test
  void newTreeIsSeenAtOnce() throws Exception {
    var dn = "dc=example,dc=com";
    borrowed.add(
        dn,
        Map.of(
            "objectClass", List.of("dcObject", "organization", "zimbraDomain"),
            "dc", List.of("example"),
            "o", List.of("Example"),
            "zimbraDomainName", List.of("example.com")));
    try {
      assertThat(borrowed.domain("", "example.com")).isPresent();
      assertThat(lender.domain("", "example.com")).isPresent();
    } finally {
      borrowed.delete(dn);
    }
  }

  @Test
  void whatCannotBeWrittenIsSaidInTheSameWords(@TempDir Path other) throws Exception {
    var copy = Files.copy(EmbeddedDirectoryTest.SAMPLE, other.resolve("d.ldif"));
    try (var own = Directory.open(new EmbeddedFile(copy));
        var ownLoan = own.lend();
        var far = borrow(ownLoan)) {
      Files.createFile(Files.createDirectory(other.resolve(".d.ldif.new")).resolve("x"));

      assertThatThrownBy(() -> setMaxFails(own, "5"))
          .satisfies(here ->
              assertThatThrownBy(() -> setMaxFails(far, "5"))
                  .isInstanceOfSatisfying(
                      DirectoryException.class,
                      e -> assertThat(e.kind()).isEqualTo(Kind.NOT_ALLOWED))
                  .hasMessage(here.getMessage())
                  .hasMessageContaining("d.ldif cannot be written: "));
    }
  }

  @Test
  void strangerIsToldNothing() throws Exception {
    var address = loan.address();
    assertThat(address.getAddress().isLoopbackAddress()).isTrue();
    try (var stranger = new LDAPConnection("127.0.0.1", address.getPort())) {
      assertRefused(() -> stranger.getEntry(""));
      assertRefused(() -> stranger.getEntry(ALICE));
      assertRefused(() -> stranger.search("", SearchScope.SUB, "(objectClass=*)"));
      assertRefused(() -> stranger.delete(ALICE));
      assertRefused(
          () -> stranger.modify(ALICE, new Modification(ModificationType.REPLACE, "cn", "x")));
      assertRefused(() -> stranger.compare(ALICE, "userPassword", "demo"));
      // Nor is the right password told from a wrong one, of anybody.
      assertCode(() -> stranger.bind(ALICE, "demo"), ResultCode.INVALID_CREDENTIALS);
      assertCode(() -> stranger.bind(ALICE, "x"), ResultCode.INVALID_CREDENTIALS);
      assertCode(() -> stranger.bind(loan.bindDn(), "x"), ResultCode.INVALID_CREDENTIALS);
      assertCode(() -> stranger.bind("", ""), ResultCode.INVALID_CREDENTIALS);
      assertRefused(() -> stranger.getEntry(""));
    }
  }

  @Test
  void whoCheckedAPasswordIsNotThatPerson() throws Exception {
    try (var connection =
        new LDAPConnection("127.0.0.1", loan.address().getPort(), loan.bindDn(), loan.password())) {
      assertThat(connection.getEntry(ALICE)).isNotNull();
      connection.bind(ALICE, "demo");
      assertRefused(() -> connection.getEntry(ALICE));

      connection.bind(loan.bindDn(), loan.password());
      assertThat(connection.getEntry(ALICE)).isNotNull();
    }
  }

  @Test
  void closedLoanIsOver() throws Exception {
    var other = lender.lend();
    assertThat(other.password()).hasSize(43).isNotEqualTo(loan.password());
    assertThat(other.toString()).doesNotContain(other.password());
    try (var _ = borrow(other);
        var connection =
            new LDAPConnection(
                "127.0.0.1", other.address().getPort(), other.bindDn(), other.password())) {
      other.close();

      assertThatThrownBy(() -> connection.getEntry(ALICE)).isInstanceOf(LDAPException.class);
      assertThatThrownBy(() -> borrow(other)).isInstanceOf(DirectoryException.class);
    }
    assertThat(borrowed.globalConfig()).isPresent();
  }

  @Test
  void wrongPasswordBorrowsNothing() {
    assertThatThrownBy(() -> Directory.borrow(loan.address(), loan.bindDn(), "sesam"))
        .isInstanceOf(DirectoryException.class)
        .hasMessageNotContaining("sesam");
  }

  @Test
  void onlyAnEmbeddedDirectoryIsLent() {
    assertThatThrownBy(borrowed::lend)
        .isInstanceOfSatisfying(
            DirectoryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_ALLOWED));
  }

  private static Directory borrow(Loan loan) throws DirectoryException {
    return Directory.borrow(loan.address(), loan.bindDn(), loan.password());
  }

  private static void setMaxFails(Directory directory, String value) throws DirectoryException {
    directory.modify(
        Directory.CONFIG_DN,
        List.of(new Change.Replace("zimbraMailProxyMaxFails", List.of(value))));
  }

  private interface Asking {
    void ask() throws LDAPException;
  }

  private static void assertRefused(Asking asking) {
    assertCode(asking, ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
  }

  private static void assertCode(Asking asking, ResultCode code) {
    assertThatThrownBy(asking::ask)
        .isInstanceOfSatisfying(
            LDAPException.class, e -> assertThat(e.getResultCode()).isEqualTo(code));
  }
}
