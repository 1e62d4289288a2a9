package org.gatepost.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.gatepost.admin.ControlClient;
import org.gatepost.admin.ControlException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code gatepost ctl log-level}: for a while, without a change of settings. */
@Command(
    name = "log-level",
    description = "Log more or less from now on, until the next reload or restart.",
    mixinStandardHelpOptions = true,
    footer = {"", "For good: zmprov mcf zimbraReverseProxyLogLevel info"})
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class CtlLogLevelCommand implements Callable<Integer> {
  @Mixin private FileOption file;

  @Parameters(paramLabel = "LEVEL", description = "debug, info, notice, warn, error or crit.")
  private String level = "";

  @Override
  public Integer call() throws CommandException {
    try (ControlClient server = Running.needed(file.find())) {
      server.ask("log-level", Map.of("level", level), progress -> {});
      return 0;
    } catch (ControlException e) {
      throw new CommandException(1, e);
    }
  }
}
