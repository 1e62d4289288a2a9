package org.gatepost.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gatepost ctl flush}: forgets routes. */
@Command(
    name = "flush",
    description = "Drop the routes that the server remembers by itself; memcached is left alone.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "To drop an account's routes from memcached: gatepost route purge ACCOUNT",
      "",
      "Example:",
      "  gatepost ctl flush"
    })
final class CtlFlushCommand implements Callable<Integer> {
  @Mixin private FileOption file;

  @Override
  public Integer call() throws CommandException {
    Running.ask(file.find(), "flush", Map.of());
    return 0;
  }
}
