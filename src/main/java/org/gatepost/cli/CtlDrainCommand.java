package org.gatepost.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gatepost ctl drain}: takes a host out of a balancer's round before it is stopped. */
@Command(
    name = "drain",
    description = "Receive no more clients; the sessions go on until they end, or until stop.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "From then on /health/ready answers 503, so that balancers pass this host over.",
      "",
      "Example:",
      "  gatepost ctl drain && sleep 600 && gatepost ctl stop"
    })
final class CtlDrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Override
  public Integer call() throws CommandException {
    Map<String, Object> reply = Running.ask(file.find(), "drain", Map.of());
    spec.commandLine()
        .getOut()
        .println("new clients are not received; sessions left: " + reply.get("sessions"));
    return 0;
  }
}
