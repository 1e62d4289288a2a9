package org.gatepost.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import org.gatepost.Version;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gatepost}: names the subcommands, and turns what went wrong into a sentence. */
@Command(
    name = "gatepost",
    description = "The one door of a mail system: an IMAP and POP3 proxy that finds your mailbox.",
    mixinStandardHelpOptions = true,
    versionProvider = GatepostCommand.ProgramVersion.class,
    subcommands = {
      RunCommand.class,
      DemoCommand.class,
      InitCommand.class,
      ConfigCommand.class,
      CtlCommand.class,
      RouteCommand.class,
      LookupCommand.class,
      FirewallCommand.class,
      ZmproxypurgeCommand.class,
      ProvCommand.class,
      ZmproxyconfgenCommand.class,
      ZmproxyconfCommand.class,
      ZmmemcachedctlCommand.class,
      RehearseCommand.class,
      GenerateCompletion.class
    },
    footer = {
      "",
      "Examples:",
      "  gatepost demo                          try it: two sample mailbox servers, all doors",
      "  gatepost init /etc/gatepost            write a configuration to start from",
      "  gatepost config check -c gatepost.yaml",
      "  gatepost run -c gatepost.yaml"
    })
public final class GatepostCommand implements Runnable {
  /** A command line that cannot be understood; the value is that of sysexits.h. */
  static final int USAGE = 64;

  @Spec private CommandSpec spec;

  static final class ProgramVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Gatepost " + Version.TEXT};
    }
  }

  /** Runs a command line; the exit code. */
  public static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  /** Runs a command line that prints elsewhere. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return commandLine().setOut(out).setErr(err).execute(arguments);
  }

  private static CommandLine commandLine() {
    CommandLine line = new CommandLine(new GatepostCommand());
    // What follows the name of its command is the command's own, whatever it looks like.
    Objects.requireNonNull(line.getSubcommands().get("prov")).setStopAtPositional(true);
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        // A word that begins with an at-sign may be a password; it never names a file.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(GatepostCommand::explain)
        .setExecutionExceptionHandler((e, command, result) -> {
          command.getErr().println("gatepost: " + sentence(e));
          return e instanceof CommandException known ? known.exitCode() : 1;
        });
  }

  private static int explain(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("gatepost: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command
        .getErr()
        .println(
            "Try: "
                + command.getCommandSpec().qualifiedName().toLowerCase(Locale.ROOT)
                + " --help");
    int own = command.getCommandSpec().exitCodeOnInvalidInput();
    return own == CommandLine.ExitCode.USAGE ? USAGE : own;
  }

  private static String sentence(Exception e) {
    return e instanceof CommandException ? String.valueOf(e.getMessage()) : e.toString();
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
