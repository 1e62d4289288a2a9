package org.gatepost.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gatepost.admin.ControlClient;
import org.gatepost.admin.ControlException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gatepost ctl restart}: phrases and exit codes of the original (spec http 5.6). */
@Command(
    name = "restart",
    description =
        "Let a new process take over the doors; sessions end in the old one, undisturbed.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "If the new process does not start, the old one simply goes on.",
      "Exit codes: 0 the new process has the doors, 1 it has not, and the reason is printed.",
      "",
      "Example:",
      "  gatepost ctl restart"
    })
final class CtlRestartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Override
  public Integer call() throws CommandException, InterruptedException {
    Path hostFile = file.find();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Optional<ControlClient> running = Running.leader(hostFile);
    if (running.isEmpty()) {
      CtlStopCommand.stop(hostFile, false, out, err);
      return CtlStartCommand.start(hostFile, out, err);
    }
    try (ControlClient server = running.get()) {
      Map<String, Object> reply = server.ask("restart", Map.of(), err::println);
      out.println("Stopping proxy...done.");
      out.println("Starting proxy...done.");
      if (reply.get("sessions") instanceof Long left && left > 0) {
        err.printf(
            "process %s has the doors; process %s ends its %d sessions%n",
            reply.get("successor"), reply.get("pid"), left);
      }
      return 0;
    } catch (ControlException e) {
      out.println("Starting proxy...failed.");
      out.println("nginx start failed. reason: " + e.getMessage());
      if (!e.isEnd()) {
        err.println("gatepost: the server that runs goes on as before.");
      }
      return 1;
    }
  }
}
