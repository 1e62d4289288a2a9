package org.gatepost.cli;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.gatepost.Gatepost;
import org.gatepost.StartException;
import org.gatepost.net.Futures;
import org.gatepost.settings.HostFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gatepost run}: the server in the foreground. */
@Command(
    name = "run",
    description = "Run the server in the foreground until it is told to stop.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Prints a line that begins with \"ready\" when every door accepts; all else is on stderr.",
      "Exit codes: 0 stopped, 1 the configuration is wrong, 2 a port or directory cannot be had.",
      "",
      "Examples:",
      "  gatepost run -c /etc/gatepost/gatepost.yaml",
      "  GATEPOST_CONFIG=test.yaml gatepost run"
    })
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Override
  public Integer call() throws CommandException, InterruptedException {
    HostFile hostFile = read();
    try (StopSignal stop = StopSignal.install();
        Gatepost gatepost = Gatepost.start(hostFile)) {
      Readiness.announce(spec.commandLine().getOut(), shown(gatepost.doors()));
      Signals.install(gatepost::reloadQuietly, gatepost::reopenLogs);
      Futures.whenDone(gatepost.stopped(), ignored -> stop.tell());
      stop.await();
      return 0;
    } catch (StartException e) {
      throw new CommandException(e.kind().exitCode(), e);
    }
  }

  private HostFile read() throws CommandException {
    try {
      return file.read();
    } catch (CommandException e) {
      Gatepost.failed(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private static String shown(Map<String, InetSocketAddress> doors) {
    return doors.entrySet().stream()
        .map(door -> door.getKey() + " " + door.getValue().getPort())
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
