package org.gatepost.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gatepost ctl}, by its old name {@code zmproxyctl}: the running server. */
@Command(
    name = "ctl",
    description = "Start, stop, restart, reload the server, and look into it.",
    mixinStandardHelpOptions = true,
    subcommands = {
      CtlStartCommand.class,
      CtlStopCommand.class,
      CtlRestartCommand.class,
      CtlReloadCommand.class,
      CtlStatusCommand.class,
      CtlSessionsCommand.class,
      CtlKickCommand.class,
      CtlDrainCommand.class,
      CtlFlushCommand.class,
      CtlLogLevelCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  gatepost ctl start",
      "  gatepost ctl status                    is it running, since when, for how many",
      "  gatepost ctl reload                    apply what has changed; nobody is logged out",
      "  gatepost ctl restart                   a new process takes over; nobody is logged out",
      "  gatepost ctl sessions alice@example.org",
      "  gatepost ctl stop --now"
    })
final class CtlCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
