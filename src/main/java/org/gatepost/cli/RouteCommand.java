package org.gatepost.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gatepost route}: where logins go. */
@Command(
    name = "route",
    description = "Where logins go: what memcached says, and why a lookup would say so.",
    mixinStandardHelpOptions = true,
    subcommands = {RouteGetCommand.class, RoutePurgeCommand.class, RouteWhyCommand.class})
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class RouteCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
