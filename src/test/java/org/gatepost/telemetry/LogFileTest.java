package org.gatepost.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFileTest {
  private static final int WRITERS = 4;
  private static final int EACH = 5_000;

  @TempDir private Path folder;

  @Test
  void linesOfManyThreadsArriveWholeOnceAndInTheOrderOfEach()
      throws IOException, InterruptedException, ExecutionException {
    Path path = folder.resolve("log");
    try (LogFile log = LogFile.open(path);
        var writers = Executors.newFixedThreadPool(WRITERS)) {
      List<? extends Future<?>> all =
          IntStream.range(0, WRITERS)
              .mapToObj(writer -> writers.submit(() -> writeAll(log, writer)))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
      assertThat(log.dropped()).isZero();
    }
    List<String> lines = Files.readAllLines(path);
    assertThat(lines).hasSize(WRITERS * EACH);
    for (int writer = 0; writer < WRITERS; writer++) {
      String mark = writer + " ";
      assertThat(lines.stream().filter(line -> line.startsWith(mark)))
          .containsExactlyElementsOf(
              IntStream.range(0, EACH).mapToObj(n -> line(mark, n)).toList());
    }
  }

  /** Lines of many lengths, by both ways. */
  private static void writeAll(LogFile log, int writer) {
    for (int n = 0; n < EACH; n++) {
      if (n % 2 == 0) {
        log.write(line(writer + " ", n));
      } else {
        LogLine line = LogLine.begin();
        line.text().append(line(writer + " ", n));
        line.writeTo(log);
      }
    }
  }

  private static String line(String mark, int n) {
    return mark + n + "x".repeat(n % 3000);
  }

  @Test
  void textIsWrittenInUtf8() throws IOException {
    Path path = folder.resolve("log");
    try (LogFile log = LogFile.open(path)) {
      log.write("grüße");
    }
    assertThat(Files.readString(path)).isEqualTo("grüße\n");
  }

  @Test
  void whatIsWrittenAfterAReopeningGoesToTheNewFile() throws IOException {
    Path path = folder.resolve("log");
    Path moved = folder.resolve("log.1");
    try (LogFile log = LogFile.open(path)) {
      log.write("before");
      Files.move(path, moved);
      log.reopen();
      while (!Files.exists(path)) {
        Thread.onSpinWait();
      }
      log.write("after");
    }
    assertThat(Files.readString(moved)).isEqualTo("before\n");
    assertThat(Files.readString(path)).isEqualTo("after\n");
  }
}
