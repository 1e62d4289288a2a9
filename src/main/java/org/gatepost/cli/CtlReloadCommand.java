package org.gatepost.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gatepost.admin.ControlClient;
import org.gatepost.admin.ControlException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gatepost ctl reload}: phrases and exit codes of the original (spec http 5.6). */
@Command(
    name = "reload",
    description =
        "Apply what has changed in file, directory and certificates, and reopen the logs.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Sessions go on as they are. If something is wrong, nothing is changed.",
      "Exit codes: 0 applied, or no server runs; 1 refused, and why is on stderr.",
      "",
      "Example:",
      "  gatepost config check && gatepost ctl reload"
    })
final class CtlReloadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Override
  public Integer call() throws CommandException {
    Optional<ControlClient> running = Running.leader(file.find());
    if (running.isEmpty()) {
      return 0; // the original says nothing then
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print("Reloading proxy...");
    out.flush();
    try (ControlClient server = running.get()) {
      Map<String, Object> reply = server.ask("reload");
      out.println("done.");
      if (reply.get("changes") instanceof List<?> changes) {
        changes.forEach(change -> spec.commandLine().getErr().println("changed: " + change));
      }
      return 0;
    } catch (ControlException e) {
      out.println("failed.");
      throw new CommandException(1, e);
    }
  }
}
