package org.gatepost.cli;

import java.util.concurrent.Callable;
import org.gatepost.admin.ControlClient;
import org.gatepost.admin.ControlException;
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
    try (ControlClient server = Running.needed(file.find())) {
      server.ask("flush");
      return 0;
    } catch (ControlException e) {
      throw new CommandException(1, e);
    }
  }
}
