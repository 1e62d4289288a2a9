package org.gatepost.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.gatepost.Program;
import org.gatepost.admin.ControlClient;

/** Starts the server in the background. */
final class Background {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LOOK_MILLIS = 50;
  private static final Path DETACHER = Path.of("/usr/bin/setsid");

  private Background() {}

  /**
   * Starts it and waits until every door accepts.
   *
   * @param progress is told if that takes its time
   * @return why it does not run; empty if it does
   */
  static Optional<String> start(Path hostFile, Consumer<String> progress)
      throws IOException, InterruptedException, CommandException {
    Path log = Files.createDirectories(hostFile.resolveSibling("log")).resolve("gatepost.out");
    long before = Files.exists(log) ? Files.size(log) : 0;
    Process process =
        new ProcessBuilder(commandLine(hostFile))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    long start = System.nanoTime();
    long nextReport = REPORT_NANOS;
    while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (leads(hostFile)) {
        return Optional.empty();
      }
      long passed = System.nanoTime() - start;
      if (passed > PATIENCE_NANOS) {
        process.destroy();
        return Optional.of(
            "it was not ready after %d s; see %s"
                .formatted(TimeUnit.NANOSECONDS.toSeconds(passed), log));
      }
      if (passed > nextReport) {
        progress.accept("still starting; what it says is in " + log);
        nextReport += REPORT_NANOS;
      }
    }
    return Optional.of(reason(log, before, process.exitValue()));
  }

  /** In a session of its own, so that it outlives the terminal. */
  private static List<String> commandLine(Path hostFile) {
    List<String> line = new ArrayList<>();
    if (Files.isExecutable(DETACHER)) {
      line.add(DETACHER.toString());
    }
    line.addAll(Program.commandLine("run", "-c", hostFile.toAbsolutePath().toString()));
    return line;
  }

  private static boolean leads(Path hostFile) throws CommandException {
    Optional<ControlClient> leader = Running.leader(hostFile);
    leader.ifPresent(ControlClient::close);
    return leader.isPresent();
  }

  /** The last that it said; our own sentences begin with our name. */
  private static String reason(Path log, long from, int exitCode) throws IOException {
    byte[] all = Files.readAllBytes(log);
    int start = Math.toIntExact(Math.min(from, all.length));
    List<String> said =
        new String(all, start, all.length - start, StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    return said.stream()
        .filter(line -> line.startsWith("gatepost: "))
        .map(line -> line.substring("gatepost: ".length()))
        .reduce((first, last) -> last)
        .orElse(said.isEmpty() ? "it ended with exit code " + exitCode : said.getLast());
  }
}
