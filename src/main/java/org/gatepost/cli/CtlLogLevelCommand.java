package org.gatepost.cli;

import java.util.Map;
import java.util.concurrent.Callable;
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
    Running.ask(file.find(), "log-level", Map.of("level", level));
    return 0;
  }
}
