package org.gatepost.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatepost route purge}. */
@Command(
    name = "purge",
    description = "Delete all that memcached holds of accounts, on every server.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Running proxies go on with what they remember themselves, for at most",
      "gatepostLocalRouteTTL.",
      "",
      "Exit codes: 0 done, 1 there is no memcached, 2 a server or the directory cannot be reached.",
      "",
      "Example:",
      "  gatepost route purge alice@example.org bob@example.org"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class RoutePurgeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "Purge this memcached server alone; may be given several times.")
  private List<String> servers = new ArrayList<>();

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell what is looked for.")
  private boolean verbose;

  @Parameters(arity = "1..*", paramLabel = "ACCOUNT", description = "By any of its names.")
  private List<String> accounts = new ArrayList<>();

  @Override
  public Integer call() throws CommandException {
    return new SharedPurge(
            file.read(),
            accounts,
            ZmproxypurgeCommand.addresses(servers),
            verbose,
            spec.commandLine().getOut(),
            spec.commandLine().getErr())
        .delete();
  }
}
