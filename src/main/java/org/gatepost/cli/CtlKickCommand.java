package org.gatepost.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatepost ctl kick}: ends sessions. */
@Command(
    name = "kick",
    description = "End an account's sessions, or one by its number.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Clients come back by themselves; to keep somebody out, change the account's status first.",
      "",
      "Examples:",
      "  gatepost ctl kick alice@example.org",
      "  gatepost ctl kick 4711                 a number of: gatepost ctl sessions"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class CtlKickCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Parameters(paramLabel = "ACCOUNT|SESSION", description = "Whom to end.")
  private String whom = "";

  @Override
  public Integer call() throws CommandException {
    String kind = whom.chars().allMatch(Character::isDigit) ? "session" : "account";
    long ended = 0;
    for (Map<String, Object> reply : Running.askAll(file.find(), "kick", Map.of(kind, whom))) {
      ended += reply.get("ended") instanceof Long number ? number : 0;
    }
    spec.commandLine().getOut().printf("%d sessions ended%n", ended);
    return ended > 0 ? 0 : 1;
  }
}
