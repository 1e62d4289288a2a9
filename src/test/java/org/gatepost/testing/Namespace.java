package org.gatepost.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.gatepost.testing.Programs.Result;

/**
 * A host as far as its network goes: interfaces, firewall, processes, {@code /etc}, {@code /run},
 * {@code /var/log} and host name of its own. What firewalls change there stays there; files
 * elsewhere are this machine's, so a test's folders are seen inside.
 *
 * <p>It has no name that could clash or be left behind: it lives as long as one process, its first,
 * which ends when the test closes it or dies; the kernel then ends all that runs inside and drops
 * the rest.
 */
public final class Namespace implements AutoCloseable {
  private static final String NEEDED =
      "This test needs network namespaces: root with the capabilities CAP_SYS_ADMIN and"
          + " CAP_NET_ADMIN, in a container docker run --privileged. What the kernel says:\n";

  /** Firewalls write into these three folders. The last line keeps the process alive. */
  private static final String BEGIN =
      """
      set -e
      mount -t tmpfs -o mode=755 tmpfs /mnt
      cp -a /etc/. /mnt
      mount --move /mnt /etc
      mount -t tmpfs -o mode=755 tmpfs /run
      mount -t tmpfs -o mode=755 tmpfs /var/log
      hostname "$1"
      echo "$1" > /etc/hostname
      ip link set lo up
      echo ready
      exec cat > /dev/null
      """;

  private static final Duration START_LIMIT = Duration.ofSeconds(40);

  private final String name;
  private final Process first;
  private final long pid;

  private Namespace(String name, Process first, long pid) {
    this.name = name;
    this.first = first;
    this.pid = pid;
  }

  /**
   * Makes one, with nothing but loopback.
   *
   * @param name its host name
   */
  public static Namespace create(String name) throws IOException {
    Programs.find("nft", "nftables");
    var first =
        new ProcessBuilder(
                List.of(
                    Programs.find("unshare", "util-linux").toString(),
                    "--net",
                    "--uts",
                    "--mount",
                    "--propagation=private",
                    "--pid",
                    "--fork",
                    "--kill-child",
                    "--mount-proc",
                    "/bin/sh",
                    "-c",
                    BEGIN,
                    "sh",
                    name))
            .redirectErrorStream(true)
            .start();
    var said = first.inputReader(StandardCharsets.UTF_8).readLine();
    if (!"ready".equals(said)) {
      first.destroyForcibly();
      throw new AssertionError(NEEDED + said);
    }
    long pid = first.children().findFirst().orElseThrow().pid();
    return new Namespace(name, first, pid);
  }

  /** Its host name. */
  public String name() {
    return name;
  }

  /** Its first process, as this machine numbers it: for {@code ip link … netns PID}. */
  public long pid() {
    return pid;
  }

  /** A file as it is seen inside, such as {@code /etc/hosts}; to be read and written from here. */
  public Path file(String absolute) {
    return Path.of("/proc/" + pid + "/root" + absolute);
  }

  /** The command line that runs a command inside, in the folder {@code /}. */
  public List<String> command(List<String> inside) {
    var line =
        new ArrayList<>(
            List.of(
                Programs.find("nsenter", "util-linux").toString(),
                "--target=" + pid,
                "--net",
                "--uts",
                "--mount",
                "--pid",
                "--"));
    line.addAll(inside);
    return line;
  }

  /** Runs a command inside, to its end. */
  public Result run(String... command) throws IOException {
    return run(List.of(command), "", Map.of());
  }

  /** The same with an input, and with variables besides the usual ones. */
  public Result run(List<String> command, String input, Map<String, String> environment)
      throws IOException {
    return Programs.run(command(command), input, environment);
  }

  /** Runs lines of a shell inside, up to the first that fails. */
  public Result shell(String lines) throws IOException {
    return run("/bin/sh", "-ec", lines);
  }

  /** Starts a command inside that goes on: until it is stopped, or this namespace is closed. */
  public Process start(List<String> command, Map<String, String> environment, Path output)
      throws IOException {
    var builder =
        new ProcessBuilder(command(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Waits until somebody inside listens at a TCP port, as long as what was started runs. */
  public void awaitPort(int port, Process started) throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!listens(port)) {
      if (!started.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("nobody listens at port " + port + " of " + name);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** The kernel's table has a socket a line; 0A is the state of those that listen. */
  private boolean listens(int port) throws IOException {
    var listening = Pattern.compile(":%04X [0-9A-F]+:0000 0A ".formatted(port));
    for (var table : List.of("tcp", "tcp6")) {
      var sockets = Files.readString(Path.of("/proc/" + pid + "/net/" + table));
      if (listening.matcher(sockets).find()) {
        return true;
      }
    }
    return false;
  }

  /** Tells a command that was started inside to end, and waits until it has. */
  public static void stop(Process started) {
    // The process is nsenter's, which does not pass signals on.
    started.descendants().forEach(ProcessHandle::destroy);
    end(started);
  }

  /** Ends all that runs inside. */
  @Override
  public void close() {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    end(first);
  }

  private static void end(Process process) {
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
