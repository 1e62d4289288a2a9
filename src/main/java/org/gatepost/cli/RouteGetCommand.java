package org.gatepost.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatepost route get}. */
@Command(
    name = "get",
    description = "Show what memcached holds of an account, on every server.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 there is something, 1 there is nothing, or no memcached, 2 a server or the",
      "directory cannot be reached.",
      "",
      "Examples:",
      "  gatepost route get alice@example.org",
      "  gatepost route get --json alice@example.org | jq -r '.[].value'"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class RouteGetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Option(names = "--json", description = "Print a list of {server, key, value}.")
  private boolean json;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "Ask this memcached server alone; may be given several times.")
  private List<String> servers = new ArrayList<>();

  @Parameters(arity = "1..*", paramLabel = "ACCOUNT", description = "By any of its names.")
  private List<String> accounts = new ArrayList<>();

  @Override
  public Integer call() throws CommandException {
    PrintWriter out = spec.commandLine().getOut();
    List<SharedPurge.Entry> found = new ArrayList<>();
    int exit =
        new SharedPurge(
                file.read(),
                accounts,
                ZmproxypurgeCommand.addresses(servers),
                false,
                out,
                spec.commandLine().getErr())
            .read(found::add);
    if (json) {
      RouteJson.write(found, out);
    } else {
      found.forEach(entry ->
          out.println(
              "[%s] %s -- %s"
                  .formatted(
                      entry.server(),
                      TerminalText.of(entry.key()),
                      TerminalText.of(entry.value()))));
    }
    out.flush();
    return exit == 0 && found.isEmpty() ? 1 : exit;
  }
}
