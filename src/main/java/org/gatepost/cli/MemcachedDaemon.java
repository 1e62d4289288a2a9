package org.gatepost.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** This host's memcached as a process, whose number is in {@code run/memcached.pid}. */
final class MemcachedDaemon {
  private static final Duration START_LIMIT = Duration.ofSeconds(15);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
  private static final long LOOK_MILLIS = 20;
  private static final int REPLY_MILLIS = 1_000;

  /** The kernel counts the start of processes from a boot that it knows to the second. */
  private static final Duration CLOCK_ERROR = Duration.ofSeconds(2);

  private static final Path DETACHER = Path.of("/usr/bin/setsid");
  private static final List<String> USERS = List.of("memcache", "memcached", "nobody");

  private final Path pidFile;
  private final Duration patience;

  /**
   * The memcached of a host's file.
   *
   * @param folder that of the file
   * @param patience how long it may take to end before it is killed
   */
  MemcachedDaemon(Path folder, Duration patience) {
    this.pidFile = folder.resolve("run").resolve("memcached.pid");
    this.patience = patience;
  }

  /** The process, if it runs: one that has got the number of another since then does not count. */
  Optional<ProcessHandle> process() throws IOException {
    try {
      String pid = Files.readString(pidFile).strip();
      Instant written = Files.getLastModifiedTime(pidFile).toInstant();
      return pid.matches("[1-9][0-9]{0,8}")
          ? ProcessHandle.of(Long.parseLong(pid))
              .filter(MemcachedDaemon::isMemcached)
              .filter(process ->
                  process
                      .info()
                      .startInstant()
                      .map(start -> start.isBefore(written.plus(CLOCK_ERROR)))
                      .orElse(true))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Whether a process listens there, as far as its command line tells. */
  static boolean isAt(ProcessHandle process, MemcachedPlace place) {
    return Collections.indexOfSubList(commandLine(process), place.options()) > 0;
  }

  private static boolean isMemcached(ProcessHandle process) {
    return Path.of(commandLine(process).getFirst()).endsWith("memcached");
  }

  /** Anybody may read it, while the path of the program is for its owner alone. */
  private static List<String> commandLine(ProcessHandle process) {
    try {
      Path file = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
      return Arrays.asList(Files.readString(file, StandardCharsets.ISO_8859_1).split("\0", -1));
    } catch (IOException gone) {
      return List.of("");
    }
  }

  /**
   * Starts it, and waits until it answers at every address.
   *
   * @return why it does not run; empty if it does
   */
  Optional<String> start(Path program, MemcachedPlace place) throws IOException, CommandException {
    Process process =
        new ProcessBuilder(commandLine(program, place))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start(); // its complaints come to us as long as we listen; later it has none
    long start = System.nanoTime();
    while (process.isAlive()) {
      if (place.addresses().stream().allMatch(at -> answers(at, place.port(), process.pid()))) {
        write(process.pid());
        return Optional.empty();
      }
      if (System.nanoTime() - start > START_LIMIT.toNanos()) {
        process.destroyForcibly();
        return Optional.of("it did not answer within %d s".formatted(START_LIMIT.toSeconds()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    }
    try (BufferedReader complaints = process.errorReader()) {
      return Optional.of(
          complaints
              .lines()
              .filter(Predicate.not(String::isBlank))
              .reduce((first, last) -> last)
              .map(TerminalText::of)
              .orElse("it ended with exit code " + process.exitValue()));
    }
  }

  /** In a session of its own, so that it outlives the terminal. */
  private static List<String> commandLine(Path program, MemcachedPlace place)
      throws IOException, CommandException {
    List<String> line = new ArrayList<>();
    if (Files.isExecutable(DETACHER)) {
      line.add(DETACHER.toString());
    }
    line.add(program.toString());
    line.addAll(place.options());
    if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      line.add("-u");
      line.add(unprivileged());
    }
    return line;
  }

  private static String unprivileged() throws IOException, CommandException {
    for (String name : USERS) {
      try {
        return FileSystems.getDefault()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(name)
            .getName();
      } catch (UserPrincipalNotFoundException e) {
        // The next one.
      }
    }
    throw new CommandException(
        1, "memcached would run as root: there is no user " + String.join(" or ", USERS) + ".");
  }

  /** Another program may have the port; memcached tells its number to everybody. */
  private static boolean answers(InetAddress address, int port, long pid) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), REPLY_MILLIS);
      socket.setSoTimeout(REPLY_MILLIS);
      socket.getOutputStream().write("stats\r\n".getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return ("STAT pid " + pid).equals(in.readLine());
    } catch (IOException notYet) {
      return false;
    }
  }

  private void write(long pid) throws IOException {
    Path run = pidFile.resolveSibling("");
    if (!Files.isDirectory(run)) {
      Files.createDirectories(
          run, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Path fresh = Files.createTempFile(run, "memcached.", ".pid");
    Files.writeString(fresh, pid + "\n");
    Files.move(fresh, pidFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Ends it: asked first, killed if it does not hear.
   *
   * @return whether it is gone
   */
  boolean stop(ProcessHandle process) throws IOException {
    process.destroy();
    if (!ends(process, patience)) {
      process.destroyForcibly();
      if (!ends(process, KILL_LIMIT)) {
        return false;
      }
    }
    Files.deleteIfExists(pidFile);
    return true;
  }

  /** One that nobody has buried yet has no command line any more: it has ended too. */
  private static boolean ends(ProcessHandle process, Duration limit) {
    long start = System.nanoTime();
    while (process.isAlive() && isMemcached(process)) {
      if (System.nanoTime() - start > limit.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    }
    return true;
  }
}
