package org.gatepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.gatepost.settings.DirectorySource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EmbeddedDirectoryTest extends DirectoryContract {
  static final Path SAMPLE = Path.of("src/test/resources/org/gatepost/directory/sample.ldif");

  private Directory directory;

  @BeforeAll
  void openCopy(@TempDir Path folder) throws Exception {
    directory = open(Files.copy(SAMPLE, folder.resolve("directory.ldif")));
  }

  @AfterAll
  void close() {
    directory.close();
  }

  @Override
  Directory directory() {
    return directory;
  }

  @Test
  void faultInTheFileIsNamedWithItsLine(@TempDir Path folder) throws Exception {
    var file =
        Files.writeString(
            folder.resolve("d.ldif"), "dn: dc=org\ndc: org\n\ndn: dc=net\nnonsense\n");

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(DirectoryException.class)
        .hasMessageContaining("d.ldif:4: ");
  }

  @Test
  void entryThatStandsTwiceIsNamed(@TempDir Path folder) throws Exception {
    var entry = "dn: dc=org\nobjectClass: dcObject\ndc: org\n\n";
    var file = Files.writeString(folder.resolve("d.ldif"), entry + entry);

    assertThatThrownBy(() -> open(file)).hasMessageContaining("dc=org stands there twice");
  }

  @Test
  void missingFileIsNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> open(folder.resolve("none.ldif")))
        .isInstanceOf(DirectoryException.class)
        .hasMessageContaining("none.ldif cannot be read");
  }

  @Test
  void emptyFileIsAnEmptyDirectory(@TempDir Path folder) throws Exception {
    try (var empty = open(Files.createFile(folder.resolve("d.ldif")))) {
      assertThat(empty.globalConfig()).isEmpty();
      assertThat(empty.servers()).isEmpty();
    }
  }

  private static Directory open(Path file) throws DirectoryException {
    return Directory.open(new DirectorySource.EmbeddedFile(file));
  }
}
