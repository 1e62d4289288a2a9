package org.gatepost.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gatepost.admin.ControlClient;
import org.gatepost.admin.ControlException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatepost ctl stop}: phrases and exit codes of the original (spec http 5.6). */
@Command(
    name = "stop",
    description = "Stop the server: no new clients, then wait for sessions to end, then cut them.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "It waits for gatepostDrainTimeout at most and says how many sessions are left.",
      "Processes that only end their sessions after a restart are stopped too.",
      "",
      "Examples:",
      "  gatepost ctl stop",
      "  gatepost ctl stop --now                do not wait for anybody"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class CtlStopCommand implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 30;

  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Option(names = "--now", description = "Do not wait for sessions to end.")
  private boolean now;

  @Override
  public Integer call() throws CommandException, InterruptedException {
    return stop(file.find(), now, spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  static int stop(Path hostFile, boolean now, PrintWriter out, PrintWriter err)
      throws CommandException, InterruptedException {
    out.print("Stopping proxy...");
    out.flush();
    List<ControlClient> running = Running.all(hostFile);
    if (running.isEmpty()) {
      out.println("proxy is not running.");
      return 0;
    }
    boolean ended = true;
    for (ControlClient process : running) {
      ended &= stop(process, now, err);
    }
    out.println(ended ? "done." : "failed.");
    return ended ? 0 : 1;
  }

  private static boolean stop(ControlClient process, boolean now, PrintWriter err)
      throws CommandException, InterruptedException {
    long pid;
    try (process) {
      pid = Running.pid(process.ask("status"));
      process.ask("stop", Map.of("now", now), err::println);
    } catch (ControlException e) {
      if (!e.isEnd()) {
        throw new CommandException(1, e);
      }
      return true; // it was gone before it could say so
    }
    return Running.awaitEnd(pid, PATIENCE_SECONDS);
  }
}
