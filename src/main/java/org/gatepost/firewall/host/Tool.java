package org.gatepost.firewall.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gatepost.firewall.FirewallException;

/** Runs the programs of this host, with a limit of time. Blocks. */
public final class Tool {
  /** Where administrators' programs lie, also when the PATH of a user omits them. */
  private static final List<String> SYSTEM = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private Tool() {}

  /**
   * What a program has said.
   *
   * @param code its exit code
   * @param out its standard output
   * @param err its standard error
   */
  public record Ran(int code, String out, String err) {
    /** Whether it ended with 0. */
    public boolean well() {
      return code == 0;
    }
  }

  /** Where the program lies, if it is installed. */
  public static Optional<Path> find(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Stream.of(path.split(":")), SYSTEM.stream())
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Runs a program with nothing at its standard input.
   *
   * @param limit how long it may take; it is killed then
   * @throws FirewallException if it is not installed, cannot be started, or does not end in time
   */
  public static Ran run(Duration limit, String program, String... arguments)
      throws FirewallException {
    return run(limit, "", program, arguments);
  }

  /** The same with a text at its standard input. */
  public static Ran run(Duration limit, String input, String program, String... arguments)
      throws FirewallException {
    Path place =
        find(program).orElseThrow(() -> new FirewallException(program + " is not installed here"));
    List<String> command =
        Stream.concat(Stream.of(place.toString()), Stream.of(arguments)).toList();
    ProcessBuilder builder = new ProcessBuilder(command);
    // Its words are parsed: they must not be translated.
    builder.environment().put("LC_ALL", "C.UTF-8");
    try {
      return ran(builder.start(), input, limit, program);
    } catch (IOException | UncheckedIOException | CompletionException e) {
      throw new FirewallException(program + " cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FirewallException(program + " was interrupted", e);
    }
  }

  private static Ran ran(Process process, String input, Duration limit, String program)
      throws IOException, InterruptedException, FirewallException {
    try {
      CompletableFuture<String> out = text(process.getInputStream()::readAllBytes);
      CompletableFuture<String> err = text(process.getErrorStream()::readAllBytes);
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new FirewallException(
            program + " did not end within " + limit.toSeconds() + " seconds");
      }
      return new Ran(process.exitValue(), out.join(), err.join());
    } finally {
      process.destroyForcibly();
    }
  }

  private interface Octets {
    byte[] read() throws IOException;
  }

  private static CompletableFuture<String> text(Octets octets) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new String(octets.read(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }
}
