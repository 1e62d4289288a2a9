package org.gatepost.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gatepost config diff}: asks the running server. */
@Command(
    name = "diff",
    description = "Show what a reload of the running server would change.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Changes are applied as they are made, so mostly there are none; what is wrong waits here.",
      "Exit codes: 0 shown, 1 something is wrong or no server runs.",
      "",
      "Example:",
      "  gatepost config diff -c gatepost.yaml"
    })
final class ConfigDiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Override
  public Integer call() throws CommandException {
    if (Running.ask(file.find(), "diff", Map.of()).get("changes") instanceof List<?> changes) {
      changes.forEach(spec.commandLine().getOut()::println);
    }
    return 0;
  }
}
