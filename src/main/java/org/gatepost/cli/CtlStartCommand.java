package org.gatepost.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gatepost.admin.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatepost ctl start}: phrases and exit codes of the original (spec http 5.6). */
@Command(
    name = "start",
    description = "Start the server in the background, and wait until every door accepts.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "What the server says goes to log/gatepost.out beside the host's file. A server that",
      "systemd keeps is started by systemd, and says it to the journal.",
      "Exit codes: 0 it runs, 1 it does not, and the reason is printed.",
      "",
      "Example:",
      "  gatepost ctl start -c /etc/gatepost/gatepost.yaml"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class CtlStartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Parameters(
      arity = "0..1",
      paramLabel = "norewrite",
      defaultValue = "",
      hidden = true,
      description = "Taken for the sake of old scripts: nothing is rewritten here.")
  private String norewrite = "";

  @Override
  public Integer call() throws CommandException, InterruptedException {
    if (!norewrite.isEmpty() && !norewrite.equals("norewrite")) {
      throw new ParameterException(
          spec.commandLine(), "start takes no \"" + norewrite + "\", only norewrite.");
    }
    return start(file.find(), spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  static int start(Path hostFile, PrintWriter out, PrintWriter err)
      throws CommandException, InterruptedException {
    out.print("Starting proxy...");
    out.flush();
    Optional<ControlClient> running = Running.leader(hostFile);
    if (running.isPresent()) {
      running.get().close();
      out.println("proxy is already running.");
      return 0;
    }
    try {
      Optional<String> failure = launch(hostFile, err);
      if (failure.isEmpty()) {
        out.println("done.");
        return 0;
      }
      out.println("failed.");
      out.println("nginx start failed. reason: " + failure.get());
      return 1;
    } catch (IOException e) {
      out.println("failed.");
      throw new CommandException(1, e);
    }
  }

  private static Optional<String> launch(Path hostFile, PrintWriter err)
      throws IOException, InterruptedException, CommandException {
    SystemdUnit unit = SystemdUnit.ofHost();
    return unit.keeps(hostFile) ? unit.start() : Background.start(hostFile, err::println);
  }
}
