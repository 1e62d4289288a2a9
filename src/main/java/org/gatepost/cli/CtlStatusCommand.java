package org.gatepost.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.gatepost.admin.ControlClient;
import org.gatepost.admin.ControlException;
import org.gatepost.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatepost ctl status}: phrases and exit codes of the original (spec http 5.6). */
@Command(
    name = "status",
    description = "Tell whether the server runs, and how it is.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 it runs, 1 it does not.",
      "",
      "Examples:",
      "  gatepost ctl status",
      "  gatepost ctl status -v                 doors, sessions, the last change",
      "  gatepost ctl status --json | jq .doors"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class CtlStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell all that the server tells.")
  private boolean verbose;

  @Option(names = "--json", description = "Print what the server tells as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws CommandException {
    PrintWriter out = spec.commandLine().getOut();
    Optional<ControlClient> running = Running.leader(file.find());
    if (running.isEmpty()) {
      out.println(json ? "{\"running\":false}" : "proxy is not running.");
      return 1;
    }
    try (ControlClient server = running.get()) {
      Map<String, Object> status = server.ask("status");
      status.remove("ok");
      if (json) {
        status.put("running", true);
        out.println(Json.write(status));
      } else {
        out.println("proxy is running.");
        if (verbose) {
          print(status, "", out);
        }
        warn(status);
      }
      return 0;
    } catch (ControlException e) {
      throw new CommandException(1, e);
    }
  }

  private static void print(Map<?, ?> members, String indent, PrintWriter out) {
    members.forEach((name, value) -> {
      if (value instanceof Map<?, ?> inner) {
        out.println(indent + name + ":");
        print(new TreeMap<>(inner), indent + "  ", out);
      } else {
        out.println(indent + name + ": " + value);
      }
    });
  }

  /** What is wrong is said to everybody, beside what scripts read. */
  private void warn(Map<String, Object> status) {
    if (status.get("lastChange") instanceof Map<?, ?> change && change.get("problem") != null) {
      spec.commandLine()
          .getErr()
          .printf(
              "gatepost: the change of %s was not applied: %s%n",
              change.get("time"), change.get("problem"));
    }
    if (Boolean.TRUE.equals(status.get("draining"))) {
      spec.commandLine().getErr().println("gatepost: it drains: new clients are not received.");
    }
  }
}
