package org.gatepost.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gatepost.admin.ControlClient;
import org.gatepost.admin.ControlException;
import org.gatepost.admin.ControlSocket;

/**
 * The running processes of a host's file, as commands see them. The file itself is not read: a
 * server can be asked while its file is wrong.
 */
final class Running {
  private Running() {}

  /** The process that has the doors, if there is one. */
  static Optional<ControlClient> leader(Path hostFile) throws CommandException {
    try {
      return ControlClient.connect(ControlSocket.leader(folder(hostFile)));
    } catch (ControlException e) {
      throw new CommandException(1, e);
    }
  }

  /** The same for a command that makes no sense without. */
  static ControlClient needed(Path hostFile) throws CommandException {
    return leader(hostFile)
        .orElseThrow(() ->
            new CommandException(
                1,
                "no server runs with %s; start one with: gatepost ctl start".formatted(hostFile)));
  }

  /** Every process, those included that have handed over their doors. */
  static List<ControlClient> all(Path hostFile) throws CommandException {
    List<ControlClient> all = new ArrayList<>();
    try {
      for (Path socket : ControlSocket.all(folder(hostFile))) {
        ControlClient.connect(socket).ifPresent(all::add);
      }
      return all;
    } catch (ControlException | IOException e) {
      throw new CommandException(1, e);
    }
  }

  /** What the process that has the doors replies to a command. */
  static Map<String, Object> ask(Path hostFile, String command, Map<String, ?> arguments)
      throws CommandException {
    return ask(needed(hostFile), command, arguments);
  }

  /** What every process replies to a command, those included that have handed over their doors. */
  static List<Map<String, Object>> askAll(Path hostFile, String command, Map<String, ?> arguments)
      throws CommandException {
    List<Map<String, Object>> replies = new ArrayList<>();
    for (ControlClient process : all(hostFile)) {
      replies.add(ask(process, command, arguments));
    }
    return replies;
  }

  private static Map<String, Object> ask(
      ControlClient asked, String command, Map<String, ?> arguments) throws CommandException {
    try (ControlClient process = asked) {
      return process.ask(command, arguments, progress -> {});
    } catch (ControlException e) {
      throw new CommandException(1, e);
    }
  }

  private static Path folder(Path hostFile) {
    return hostFile.toAbsolutePath().resolveSibling("");
  }

  static long pid(Map<String, Object> status) {
    return status.get("pid") instanceof Long pid ? pid : -1;
  }

  /** Waits until a process is gone; whether it is. */
  static boolean awaitEnd(long pid, long seconds) throws InterruptedException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty()) {
      return true;
    }
    try {
      process.get().onExit().get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
