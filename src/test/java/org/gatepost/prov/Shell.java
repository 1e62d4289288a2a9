package org.gatepost.prov;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.settings.DirectorySource;

/** {@code zmprov} on a small directory of its own. */
final class Shell implements AutoCloseable {
  private static final Path SMALL = Path.of("src/test/resources/org/gatepost/prov/small.ldif");

  final Directory directory;
  boolean verbose;
  boolean replacing;
  boolean showingUnset;
  Optional<Path> binaryFolder = Optional.empty();
  Passwords passwords = Passwords.NONE;
  Caches caches = (types, names, allServers) -> {};

  private Optional<Path> folder = Optional.empty();

  private Shell(Directory directory) {
    this.directory = directory;
  }

  static Shell open() throws DirectoryException, IOException {
    var folder = Files.createTempDirectory("zmprov-");
    var copy = Files.copy(SMALL, folder.resolve("directory.ldif"));
    var shell = on(Directory.open(new DirectorySource.EmbeddedFile(copy)));
    shell.folder = Optional.of(folder);
    return shell;
  }

  static Shell on(Directory directory) {
    return new Shell(directory);
  }

  /** What a command or a batch has said. */
  record Ran(int exit, String out, String err) {}

  /** Runs what somebody types behind {@code zmprov}. */
  Ran run(String line) {
    return run(Words.read(line).words());
  }

  Ran run(List<String> words) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit = prov(out, err).run(words);
    return new Ran(exit, out.toString(), err.toString());
  }

  Ran batch(String... lines) throws IOException {
    var out = new StringWriter();
    var err = new StringWriter();
    var prov = prov(out, err);
    var printed = new PrintWriter(out);
    var reader = new BufferedReader(new StringReader(String.join("\n", lines)));
    int exit = prov.converse(Lines.of(reader, printed), true);
    return new Ran(exit, out.toString(), err.toString());
  }

  private Prov prov(StringWriter out, StringWriter err) {
    return new Prov(
        directory,
        new Terms(
            new PrintWriter(out),
            new PrintWriter(err),
            verbose,
            replacing,
            showingUnset,
            binaryFolder,
            passwords,
            caches));
  }

  @Override
  public void close() throws IOException {
    directory.close();
    if (folder.isPresent()) {
      try (var files = Files.list(folder.get())) {
        for (var file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder.get());
    }
  }
}
