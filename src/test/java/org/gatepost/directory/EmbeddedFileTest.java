package org.gatepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatepost.directory.DirectoryChangesContract.kind;
import static org.gatepost.directory.DirectoryChangesContract.octets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.gatepost.directory.DirectoryException.Kind;
import org.gatepost.settings.DirectorySource.EmbeddedFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How changes of an embedded directory come into its file, and who may make them. */
final class EmbeddedFileTest {
  private static final String TREE =
      """
      # by hand
      dn: cn=zimbra
      objectClass: organizationalRole
      cn: zimbra

      dn: cn=servers,cn=zimbra
      objectClass: organizationalRole
      cn: servers

      dn: cn=config,cn=zimbra
      objectClass: zimbraGlobalConfig
      cn: config
      zimbraMailProxyMaxFails: 1
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("directory.ldif"), TREE);
  }

  @Test
  void changeIsInTheFileWhenItIsAnswered() throws Exception {
    try (var directory = open()) {
      setMaxFails(directory, "5");

      assertThat(maxFailsInFile()).isEqualTo("5");
    }
    try (var again = open()) {
      assertThat(again.globalConfig().orElseThrow().all("zimbraMailProxyMaxFails"))
          .containsExactly("5");
    }
  }

  @Test
  void orderOfTheEntriesIsKept() throws Exception {
    try (var directory = open()) {
      directory.add(
          "cn=a,cn=servers,cn=zimbra",
          Map.of("objectClass", List.of("zimbraServer"), "cn", List.of("a")));
      setMaxFails(directory, "5");
    }

    assertThat(Files.readAllLines(file).stream().filter(line -> line.startsWith("dn:")))
        .containsExactly(
            "dn: cn=zimbra",
            "dn: cn=servers,cn=zimbra",
            "dn: cn=config,cn=zimbra",
            "dn: cn=a,cn=servers,cn=zimbra");
  }

  @Test
  void handwrittenFileIsKeptOnceForItsComments() throws Exception {
    try (var directory = open()) {
      setMaxFails(directory, "5");
      setMaxFails(directory, "6");
    }

    assertThat(folder.resolve("directory.ldif.orig")).hasContent(TREE);
    assertThat(file).content().startsWith("# Written by Gatepost").doesNotContain("by hand");
  }

  @Test
  void fileWithoutCommentsIsNotKept() throws Exception {
    Files.writeString(file, TREE.replace("# by hand\n", ""));
    try (var directory = open()) {
      setMaxFails(directory, "5");
    }

    assertThat(folder.resolve("directory.ldif.orig")).doesNotExist();
  }

  @Test
  void permissionsAreThoseOfTheOldFile() throws Exception {
    for (var mode : List.of("rw-r-----", "rw-------", "rw-rw-r--")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      try (var directory = open()) {
        setMaxFails(directory, "5");
      }

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo(mode);
    }
  }

  @Test
  void linkGoesOnLeadingToTheFile() throws Exception {
    var link = Files.createSymbolicLink(folder.resolve("link.ldif"), file);
    try (var directory = Directory.open(new EmbeddedFile(link))) {
      setMaxFails(directory, "5");
    }

    assertThat(link).isSymbolicLink();
    assertThat(maxFailsInFile()).isEqualTo("5");
  }

  @Test
  void changeThatCannotBeWrittenIsUndoneAndSaid() throws Exception {
    try (var directory = open()) {
      // A folder where the new file would be written: not even root can go on from there.
      var obstacle = Files.createDirectory(folder.resolve(".directory.ldif.new"));
      var inside = Files.createFile(obstacle.resolve("x"));

      assertThatThrownBy(() -> setMaxFails(directory, "5"))
          .isInstanceOfSatisfying(
              DirectoryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_ALLOWED))
          .hasMessageStartingWith(file.toRealPath() + " cannot be written: ");
      assertThat(kind(() -> directory.delete(Directory.CONFIG_DN))).isEqualTo(Kind.NOT_ALLOWED);

      assertThat(directory.globalConfig().orElseThrow().all("zimbraMailProxyMaxFails"))
          .containsExactly("1");
      assertThat(file).hasContent(TREE);

      Files.delete(inside);
      Files.delete(obstacle);
      setMaxFails(directory, "6");
      assertThat(maxFailsInFile()).isEqualTo("6");
    }
  }

  @Test
  void secondOneIsToldThatTheFileIsInUse() throws Exception {
    try (var _ = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOfSatisfying(
              DirectoryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED))
          .hasMessageContaining(file.toRealPath().toString())
          .hasMessageContaining("stop it first");
      // To be refused takes nothing from the one that has the lock.
      assertThat(kind(() -> open().close())).isEqualTo(Kind.LOCKED);
    }
    open().close();
  }

  @Test
  void readerNeedsNoLockAndChangesNothing() throws Exception {
    try (var _ = open();
        var reader = Directory.openToRead(new EmbeddedFile(file))) {
      assertThat(reader.globalConfig()).isPresent();
      assertThat(kind(() -> setMaxFails(reader, "5"))).isEqualTo(Kind.NOT_ALLOWED);
    }
    assertThat(file).hasContent(TREE);
  }

  @Test
  void lockIsHandedOverWithWhatWasWrittenMeanwhile() throws Exception {
    try (var old = open();
        var next = Directory.openToRead(new EmbeddedFile(file))) {
      assertThat(kind(() -> next.takeLock(Duration.ZERO))).isEqualTo(Kind.LOCKED);
      setMaxFails(old, "5");

      Future<Boolean> taken;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        taken =
            threads.submit(() -> {
              next.takeLock(Duration.ofSeconds(30));
              return true;
            });
        old.releaseLock();
      }
      assertThat(taken.resultNow()).isTrue();

      assertThat(next.globalConfig().orElseThrow().all("zimbraMailProxyMaxFails"))
          .containsExactly("5");
      setMaxFails(next, "6");
      assertThatThrownBy(() -> setMaxFails(old, "7"))
          .hasMessageContaining("handed over to another process");
      assertThat(maxFailsInFile()).isEqualTo("6");
      assertThat(old.globalConfig()).isPresent();
    }
  }

  @Test
  void handEditIsNeverOverwritten() throws Exception {
    try (var directory = open()) {
      setMaxFails(directory, "5");
      Files.writeString(file, TREE.replace("MaxFails: 1", "MaxFails: 77\nzimbraId: by-hand"));

      directory.modify(
          Directory.CONFIG_DN, List.of(new Change.Replace("zimbraIPMode", List.of("both"))));

      assertThat(file).content().contains("zimbraId: by-hand", "zimbraIPMode: both", ": 77");
    }
  }

  @Test
  void invalidHandEditIsKeptAndStopsChangesUntilItIsPutRight() throws Exception {
    try (var directory = open()) {
      Files.writeString(file, TREE + "nonsense\n");

      assertThatThrownBy(() -> setMaxFails(directory, "5"))
          .isInstanceOfSatisfying(
              DirectoryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_ALLOWED))
          .hasMessageContaining("directory.ldif:10: ")
          .hasMessageContaining("put right");
      assertThat(file).content().contains("nonsense");
      assertThat(directory.globalConfig()).isPresent();

      Files.writeString(file, TREE);
      setMaxFails(directory, "6");
      assertThat(maxFailsInFile()).isEqualTo("6");
    }
  }

  @Test
  void whatAKilledProcessLeftIsCleanedAway() throws Exception {
    var half = Files.writeString(folder.resolve(".directory.ldif.new"), "dn: cn=zim");
    open().close();

    assertThat(half).doesNotExist();
  }

  @Test
  void changesOfManyThreadsAreAllInTheFile() throws Exception {
    try (var directory = open()) {
      var names = IntStream.range(0, 40).mapToObj(i -> "s" + i).toList();
      var adding = new ArrayList<Future<Boolean>>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var name : names) {
          adding.add(threads.submit(() -> addServer(directory, name)));
        }
      }
      assertThat(adding).allMatch(Future::resultNow);
      try (var reader = Directory.openToRead(new EmbeddedFile(file))) {
        assertThat(reader.servers())
            .extracting(server -> server.first("cn").orElse(""))
            .containsExactlyInAnyOrderElementsOf(names);
      }
    }
  }

  @Test
  void newDomainMayBeginATree() throws Exception {
    try (var directory = open()) {
      directory.add(
          "dc=example,dc=com",
          Map.of(
              "objectClass", List.of("dcObject", "organization", "zimbraDomain"),
              "dc", List.of("example"),
              "o", List.of("Example"),
              "zimbraDomainName", List.of("example.com")));
      assertThat(directory.domain("", "example.com")).isPresent();

      // Its parent may come later, and nothing is found twice.
      directory.add("dc=com", Map.of("objectClass", List.of("dcObject"), "dc", List.of("com")));
      var domains = FilterTemplate.parse("(objectClass=zimbraDomain)", Set.of());
      assertThat(directory.searchAll(domains, Map.of(), 10)).hasSize(1);
    }
    try (var again = open()) {
      assertThat(again.domain("", "example.com")).isPresent();
    }
  }

  @Test
  void nothingElseBeginsATree() throws Exception {
    try (var directory = open()) {
      assertThat(
              kind(() ->
                  directory.add(
                      "uid=x,ou=people,dc=typo,dc=com",
                      Map.of("objectClass", List.of("account"), "uid", List.of("x")))))
          .isEqualTo(Kind.NO_SUCH_ENTRY);
    }
  }

  @Test
  void emptyFileCanBeFilled() throws Exception {
    Files.writeString(file, "");
    try (var directory = open()) {
      directory.add(
          "cn=zimbra", Map.of("objectClass", List.of("zimbraConfig"), "cn", List.of("zimbra")));
      directory.add(
          Directory.CONFIG_DN,
          Map.of("objectClass", List.of("zimbraGlobalConfig"), "cn", List.of("config")));
      setMaxFails(directory, "5");
    }
    assertThat(maxFailsInFile()).isEqualTo("5");
  }

  @Test
  void newPasswordIsStoredSaltedAndOldOnesStayAsTheyAre() throws Exception {
    var old = "dn: cn=plain,cn=zimbra\nobjectClass: person\ncn: plain\nuserPassword: demo\n";
    var strange = "dn: cn=other,cn=zimbra\nobjectClass: person\ncn: other\n";
    Files.writeString(file, TREE + "\n" + old + "\n" + strange + "userPassword: {CRYPT}xyz\n");
    try (var directory = open()) {
      directory.add(
          "cn=new,cn=zimbra",
          Map.of(
              "objectClass", List.of("person"),
              "cn", List.of("new"),
              "userPassword", List.of("geheim")));

      assertThat(file)
          .content()
          .contains("userPassword: demo", "userPassword: {CRYPT}xyz", "userPassword: {SSHA512}")
          .doesNotContain("geheim");
      assertThat(directory.verifies("cn=new,cn=zimbra", octets("geheim"))).isTrue();
      assertThat(directory.verifies("cn=plain,cn=zimbra", octets("demo"))).isTrue();
      // Whoever has seen a stored form cannot log in with it.
      assertThat(directory.verifies("cn=other,cn=zimbra", octets("{CRYPT}xyz"))).isFalse();
    }
    try (var again = open()) {
      assertThat(again.verifies("cn=new,cn=zimbra", octets("geheim"))).isTrue();
    }
  }

  @Test
  void hostWithoutADirectoryCannotBeChanged() throws Exception {
    try (var empty = Directory.empty()) {
      assertThatThrownBy(() -> setMaxFails(empty, "5")).hasMessageContaining("directory.file");
    }
  }

  private Directory open() throws DirectoryException {
    return Directory.open(new EmbeddedFile(file));
  }

  private static boolean addServer(Directory directory, String name) throws DirectoryException {
    directory.add(
        Directory.dnBelow(Directory.SERVERS_DN, "cn", name),
        Map.of("objectClass", List.of("zimbraServer"), "cn", List.of(name)));
    return true;
  }

  private static void setMaxFails(Directory directory, String value) throws DirectoryException {
    directory.modify(
        Directory.CONFIG_DN,
        List.of(new Change.Replace("zimbraMailProxyMaxFails", List.of(value))));
  }

  private String maxFailsInFile() throws DirectoryException {
    try (var reader = Directory.openToRead(new EmbeddedFile(file))) {
      return reader.globalConfig().orElseThrow().first("zimbraMailProxyMaxFails").orElseThrow();
    }
  }
}
