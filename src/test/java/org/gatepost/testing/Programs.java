package org.gatepost.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the programs that real people use. */
public final class Programs {
  private static final List<Path> FOLDERS =
      List.of(Path.of("/usr/bin"), Path.of("/usr/sbin"), Path.of("/usr/local/bin"));
  private static final long LIMIT_SECONDS = 60;

  private Programs() {}

  /**
   * What a program said on both of its outputs.
   *
   * @param exit its exit code
   */
  public record Result(int exit, String output) {
    /** Fails unless the program succeeded; returns what it said. */
    public String success() {
      if (exit != 0) {
        throw new AssertionError("exit " + exit + ":\n" + output);
      }
      return output;
    }
  }

  /**
   * Finds a program.
   *
   * @throws AssertionError naming the Debian package to install, if it is not there
   */
  public static Path find(String program, String debianPackage) {
    return FOLDERS.stream()
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                "This test needs %s; on Debian: apt-get install %s"
                    .formatted(program, debianPackage)));
  }

  public static Result run(List<String> command) throws IOException {
    return run(command, "", Map.of());
  }

  /** Runs a program to its end, with this input and these variables besides the usual ones. */
  public static Result run(List<String> command, String input, Map<String, String> environment)
      throws IOException {
    return run(command, input, environment, LIMIT_SECONDS);
  }

  /** The same for one that may take longer than most. */
  public static Result run(
      List<String> command, String input, Map<String, String> environment, long seconds)
      throws IOException {
    var output = Files.createTempFile("gatepost", ".out");
    try {
      var builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException hasNoInterest) {
        // A program need not read its input.
      }
      if (!ends(process, seconds)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end:\n" + read(output));
      }
      return new Result(process.exitValue(), read(output));
    } finally {
      Files.delete(output);
    }
  }

  private static boolean ends(Process process, long seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
