package org.gatepost.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gatepost firewall}: which ports there are, who may reach them, and whether it is so. */
@Command(
    name = "firewall",
    description = "Know every port, open only what is needed, prove it.",
    mixinStandardHelpOptions = true,
    subcommands = {
      FirewallPortsCommand.class,
      FirewallPlanCommand.class,
      FirewallAuditCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  gatepost firewall ports                every port, and who may reach it",
      "  gatepost firewall ports --host mbx1.example.com",
      "  gatepost firewall plan --for nftables --admin-from 192.0.2.0/24",
      "                                         the whitelist of this host, to look at",
      "  gatepost firewall audit                what is really open here"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class FirewallCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
