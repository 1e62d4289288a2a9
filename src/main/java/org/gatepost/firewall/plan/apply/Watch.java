package org.gatepost.firewall.plan.apply;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.host.Tool;

/**
 * A process beside this program that brings back the rules before, unless somebody confirms the new
 * ones: it alone does so, for every reason there is. A time without an answer, a refusal, a failure
 * half way, Ctrl-C, a terminal or connection that dies, and this program killed all end there.
 *
 * <p>It is a script of the shell, started before anything is changed. With systemd it is a unit of
 * its own, since systemd may end all processes of a login that has gone, those in a session of
 * their own too; elsewhere it is such a process. A unit lives in the first network namespace: from
 * another one it would restore the wrong rules.
 *
 * <p>The two sides talk by files in one folder. Whoever makes {@code decided} first has decided.
 */
final class Watch {
  private static final String SCRIPT = "watch.sh";
  private static final Duration START = Duration.ofSeconds(15);
  private static final Duration END = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 50;

  private static final String TEXT =
      """
      #!/bin/sh
      # Brings back the rules before, unless the new ones are confirmed.
      # $1: the process that applies them; $2: how many seconds it has once they are active;
      # 0 if it confirms them at once
      cd "$(dirname "$0")" || exit 1
      : > watching
      left=$2; [ "$left" -gt 0 ] || left=60
      patience=900
      while [ ! -d decided ] && [ ! -e refused ] && kill -0 "$1" 2> /dev/null; do
        [ "$left" -gt 0 ] && [ "$patience" -gt 0 ] || break
        [ -e active ] && left=$((left - 1))
        patience=$((patience - 1))
        sleep 1
      done
      mkdir decided 2> /dev/null || exit 0
      if sh ./restore.sh > restore.log 2>&1; then : > restored; else : > failed; fi
      """;

  private final Path folder;

  private Watch(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts it.
   *
   * @param confirmWithin how long somebody may take to confirm
   * @throws FirewallException if it does not run; nothing may be changed then
   */
  static Watch start(Path folder, Duration confirmWithin) throws FirewallException, IOException {
    Watch watch = new Watch(folder);
    Path script = Files.writeString(folder.resolve(SCRIPT), TEXT);
    Process starter =
        new ProcessBuilder(commandLine(script, confirmWithin))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("watch.log").toFile())
            .start();
    if (!comes(START, () -> Files.exists(folder.resolve("watching")))) {
      starter.destroy();
      throw new FirewallException(
          "nothing was changed: the process that would bring the rules back does not start; see "
              + folder.resolve("watch.log"));
    }
    return watch;
  }

  private static List<String> commandLine(Path script, Duration confirmWithin) throws IOException {
    List<String> line = new ArrayList<>();
    String process = String.valueOf(ProcessHandle.current().pid());
    if (ruledBySystemd()) {
      line.addAll(
          List.of("systemd-run", "--quiet", "--collect", "--unit=gatepost-firewall-" + process));
    } else {
      line.add("setsid");
    }
    line.addAll(
        List.of("/bin/sh", script.toString(), process, String.valueOf(confirmWithin.toSeconds())));
    return line;
  }

  private static boolean ruledBySystemd() throws IOException {
    return Files.isDirectory(Path.of("/run/systemd/system"))
        && Tool.find("systemd-run").isPresent()
        && namespace("self").equals(namespace("1"));
  }

  private static Path namespace(String process) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/" + process + "/ns/net"));
  }

  /** From now on the time to confirm runs. */
  void active() throws IOException {
    Files.createFile(folder.resolve("active"));
  }

  /** The new rules stay; false if those before are coming back already. */
  boolean confirm() throws IOException {
    try {
      Files.createDirectory(folder.resolve("decided"));
      return true;
    } catch (FileAlreadyExistsException tooLate) {
      return false;
    }
  }

  /** Waits until the rules before are back; false if they do not come back. */
  boolean refuse() throws IOException {
    Files.writeString(folder.resolve("refused"), "");
    return comes(END, this::hasEnded) && Files.exists(folder.resolve("restored"));
  }

  /** Whether it has tried to bring them back. */
  boolean hasEnded() {
    return Files.exists(folder.resolve("restored")) || Files.exists(folder.resolve("failed"));
  }

  private static boolean comes(Duration patience, BooleanSupplier event) {
    long start = System.nanoTime();
    while (!event.getAsBoolean()) {
      if (System.nanoTime() - start > patience.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    }
    return true;
  }
}
