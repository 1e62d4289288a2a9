package org.gatepost.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatepost.settings.DirectorySource.EmbeddedFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told of the changes of an embedded directory. */
final class WatchTest {
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir private Path folder;
  private Path file;

  private final Calls calls = new Calls();

  @BeforeEach
  void copy() throws Exception {
    file = Files.copy(EmbeddedDirectoryTest.SAMPLE, folder.resolve("directory.ldif"));
  }

  @Test
  void ownChangeIsToldAtOnce() throws Exception {
    try (var directory = open();
        var _ = directory.watch(NEVER, calls)) {
      setMaxFails(directory, "5");

      calls.assertOneComes();
    }
  }

  @Test
  void changeThroughALoanIsToldToTheLender() throws Exception {
    try (var directory = open();
        var _ = directory.watch(NEVER, calls);
        var loan = directory.lend();
        var borrowed = Directory.borrow(loan.address(), loan.bindDn(), loan.password())) {
      setMaxFails(borrowed, "5");

      calls.assertOneComes();
    }
  }

  @Test
  void borrowerSeesWhatTheLenderChanges() throws Exception {
    try (var directory = open();
        var loan = directory.lend();
        var borrowed = Directory.borrow(loan.address(), loan.bindDn(), loan.password());
        var _ = borrowed.watch(OFTEN, calls)) {
      setMaxFails(directory, "5");

      calls.assertOneComes();
    }
  }

  @Test
  void handEditTakesEffect() throws Exception {
    try (var directory = open();
        var _ = directory.watch(OFTEN, calls)) {
      edit("zimbraMailProxyMaxFails: 44");

      calls.assertOneComes();
      assertThat(maxFails(directory)).containsExactly("44");
    }
  }

  @Test
  void invalidHandEditLeavesEverythingAsItWas() throws Exception {
    try (var directory = open();
        var _ = directory.watch(OFTEN, calls)) {
      edit("nonsense");
      var invalid = Files.readString(file);
      assertThat(DirectoryChangesContract.kind(() -> setMaxFails(directory, "5")))
          .isEqualTo(DirectoryException.Kind.NOT_ALLOWED);
      assertThat(directory.globalConfig()).isPresent();
      assertThat(file).hasContent(invalid);

      edit("zimbraMailProxyMaxFails: 44");

      calls.assertOneComes();
      assertThat(maxFails(directory)).containsExactly("44");
    }
  }

  @Test
  void readerFollowsWhoHasTheLock() throws Exception {
    try (var holder = open();
        var reader = Directory.openToRead(new EmbeddedFile(file));
        var _ = reader.watch(OFTEN, calls)) {
      setMaxFails(holder, "5");

      calls.assertOneComes();
      assertThat(maxFails(reader)).containsExactly("5");
    }
  }

  @Test
  void callsComeOneAtATimeAndNoChangeIsLost() throws Exception {
    var running = new AtomicInteger();
    var together = new AtomicInteger();
    var seen = new Calls();
    try (var directory = open();
        var _ =
            directory.watch(
                NEVER,
                () -> {
                  together.accumulateAndGet(running.incrementAndGet(), Math::max);
                  if (last(directory).equals("20")) {
                    seen.run();
                  }
                  running.decrementAndGet();
                })) {
      for (int i = 1; i <= 20; i++) {
        setMaxFails(directory, String.valueOf(i));
      }

      seen.assertOneComes();
      assertThat(together).hasValue(1);
    }
  }

  @Test
  void faultOfTheCalledOneDoesNotEndTheWatch() throws Exception {
    try (var directory = open();
        var _ =
            directory.watch(
                NEVER,
                () -> {
                  calls.run();
                  throw new IllegalStateException("as a test");
                })) {
      setMaxFails(directory, "5");
      calls.assertOneComes();
      setMaxFails(directory, "6");
      calls.assertOneComes();
    }
  }

  private static String last(Directory directory) {
    try {
      return maxFails(directory).getFirst();
    } catch (DirectoryException e) {
      throw new IllegalStateException(e);
    }
  }

  private Directory open() throws DirectoryException {
    return Directory.open(new EmbeddedFile(file));
  }

  /** Writes the sample anew, with another line in globalConfig. */
  private void edit(String line) throws Exception {
    var dn = "dn: cn=config,cn=zimbra\n";
    var sample = Files.readString(EmbeddedDirectoryTest.SAMPLE);
    Files.writeString(file, sample.replace(dn, dn + line + "\n"));
  }

  private static List<String> maxFails(Directory directory) throws DirectoryException {
    return directory.globalConfig().orElseThrow().all("zimbraMailProxyMaxFails");
  }

  private static void setMaxFails(Directory directory, String value) throws DirectoryException {
    directory.modify(
        Directory.CONFIG_DN,
        List.of(new Change.Replace("zimbraMailProxyMaxFails", List.of(value))));
  }
}
