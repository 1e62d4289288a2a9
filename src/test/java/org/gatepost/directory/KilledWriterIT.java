package org.gatepost.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.gatepost.settings.DirectorySource.EmbeddedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An embedded directory whose process is killed while it writes: the old or the new, never less.
 */
final class KilledWriterIT {
  private static final int KILLS = 20;
  private static final int ENTRIES = 400;
  private static final Duration LONGEST_LIFE = Duration.ofMillis(250);

  @Test
  void fileHoldsWhatWasAnsweredOrWhatWasUnderWay(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("directory.ldif"), tree());
    var random = RandomGenerator.getDefault();
    int last = 0;
    for (int i = 0; i < KILLS; i++) {
      int answered = answeredUntilKilled(file, last, random);
      try (var directory = Directory.open(new EmbeddedFile(file))) {
        assertThat(folder.resolve(".directory.ldif.new")).doesNotExist();
        assertThat(directory.servers()).hasSize(ENTRIES);
        last = Integer.parseInt(one(directory, "zimbraMailProxyMaxFails"));
        assertThat(last).isBetween(answered, answered + 1);
        assertThat(one(directory, "zimbraMailProxyReconnectTimeout")).isEqualTo("" + last);
      }
    }
    assertThat(last).isGreaterThan(KILLS);
  }

  private static String one(Directory directory, String attribute) throws DirectoryException {
    return directory.globalConfig().orElseThrow().first(attribute).orElseThrow();
  }

  /**
   * The last change that was answered before the process was killed, at a moment left to chance.
   */
  private static int answeredUntilKilled(Path file, int last, RandomGenerator random)
      throws IOException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                file.toString(),
                String.valueOf(last))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var answers = process.inputReader()) {
      int first = Integer.parseInt(answers.readLine());
      LockSupport.parkNanos(random.nextLong(LONGEST_LIFE.toNanos()));
      // Not through the process itself, which would close what is left to be read.
      process.toHandle().destroyForcibly();
      process.onExit().join();
      return remaining(answers, first);
    } finally {
      process.destroyForcibly();
    }
  }

  private static int remaining(BufferedReader answers, int first) throws IOException {
    int last = first;
    for (var line = answers.readLine(); line != null; line = answers.readLine()) {
      last = Integer.parseInt(line);
    }
    return last;
  }

  private static String tree() {
    var text =
        new StringBuilder(
            """
            dn: cn=zimbra
            objectClass: organizationalRole
            cn: zimbra

            dn: cn=config,cn=zimbra
            objectClass: zimbraGlobalConfig
            cn: config
            zimbraMailProxyMaxFails: 0
            zimbraMailProxyReconnectTimeout: 0

            dn: cn=servers,cn=zimbra
            objectClass: organizationalRole
            cn: servers
            """);
    IntStream.range(0, ENTRIES)
        .forEach(i ->
            text.append(
                "\ndn: cn=s%d,cn=servers,cn=zimbra\nobjectClass: zimbraServer\ncn: s%d\n"
                    .formatted(i, i)));
    return text.toString();
  }

  /** Changes a directory for ever, and says each time when it is done. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws Exception {
      try (var directory = Directory.open(new EmbeddedFile(Path.of(arguments[0])))) {
        for (int i = Integer.parseInt(arguments[1]) + 1; true; i++) {
          var value = List.of(String.valueOf(i));
          directory.modify(
              Directory.CONFIG_DN,
              List.of(
                  new Change.Replace("zimbraMailProxyMaxFails", value),
                  new Change.Replace("zimbraMailProxyReconnectTimeout", value)));
          System.out.println(i);
        }
      }
    }
  }
}
