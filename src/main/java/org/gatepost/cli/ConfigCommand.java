package org.gatepost.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.gatepost.Configuration;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.settings.Attributes;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatepost config}: what is set, where, and whether it can be used. */
@Command(
    name = "config",
    description = "Check the configuration, show what is in effect, or what would change.",
    mixinStandardHelpOptions = true,
    subcommands = {ConfigCommand.Check.class, ConfigCommand.Show.class, ConfigDiffCommand.class})
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code gatepost config check}. */
  @Command(
      name = "check",
      description = "Check the configuration as a start would, without opening a door.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Exit codes: 0 well, 1 something is wrong, 2 the directory cannot be asked.",
        "",
        "Example:",
        "  gatepost config check -c gatepost.yaml && systemctl restart gatepost"
      })
  @SuppressWarnings("FieldCanBeFinal") // picocli sets them
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private FileOption file;

    @Override
    public Integer call() throws CommandException {
      HostFile hostFile = file.read();
      try {
        Configuration.check(hostFile).forEach(spec.commandLine().getErr()::println);
        spec.commandLine().getOut().println(hostFile.path() + " and the directory are well.");
        return 0;
      } catch (ConfigurationException e) {
        throw new CommandException(1, e);
      } catch (DirectoryException e) {
        throw new CommandException(2, e);
      }
    }
  }

  /** {@code gatepost config show}. */
  @Command(
      name = "show",
      description = "Show every setting: its value, its unit, and where the value comes from.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Origins: file (this host's file), server (its server entry), global",
        "(globalConfig), default.",
        "Marks behind a name: * this version does not act on it yet; ~ Gatepost accepts",
        "it and does not need it, gatepost prov desc -a NAME tells why.",
        "",
        "Examples:",
        "  gatepost config show",
        "  gatepost config show starttls          only names that contain this text",
        "  gatepost config show --json | jq -r '.[] | select(.origin != \"default\") | .name'"
      })
  @SuppressWarnings("FieldCanBeFinal") // picocli sets them
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private FileOption file;

    @Option(names = "--json", description = "Print a list of {name, value, origin, unit}.")
    private boolean json;

    @Parameters(
        arity = "0..1",
        paramLabel = "TEXT",
        defaultValue = "",
        description = "Show only the attributes whose names contain this text, in any case.")
    private String text = "";

    @Override
    public Integer call() throws CommandException {
      HostFile hostFile = file.read();
      try (Directory directory = Configuration.openDirectoryToRead(hostFile)) {
        EffectiveSettings settings = directory.settings(hostFile.server(), hostFile.attributes());
        String wanted = text.toLowerCase(Locale.ROOT);
        List<Setting> shown =
            settings.all().stream()
                .filter(setting -> setting.name().toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(Comparator.comparing(Setting::name))
                .toList();
        if (json) {
          SettingsJson.write(shown, spec.commandLine().getOut());
        } else {
          print(shown, spec.commandLine().getOut());
          explainMarks(shown, spec.commandLine().getErr());
        }
        return 0;
      } catch (ConfigurationException e) {
        throw new CommandException(1, e);
      } catch (DirectoryException e) {
        throw new CommandException(2, e);
      }
    }

    private static void print(List<Setting> settings, PrintWriter out) {
      int widest = settings.stream().mapToInt(s -> s.name().length()).max().orElse(0);
      for (Setting setting : settings) {
        out.printf(
            "%-" + (widest + 1) + "s %-8s %s%s%n",
            setting.name() + mark(setting),
            setting.origin().name().toLowerCase(Locale.ROOT),
            setting.value().isEmpty() ? "-" : oneLine(setting.value()),
            setting.unit().isEmpty() ? "" : " (" + setting.unit() + ")");
      }
      out.flush();
    }

    /** Not among the settings, which may go through a pipe. */
    private static void explainMarks(List<Setting> settings, PrintWriter err) {
      if (settings.stream().anyMatch(setting -> !mark(setting).isEmpty())) {
        err.println("* not acted on yet   ~ accepted, not needed");
      }
    }

    private static String mark(Setting setting) {
      return Attributes.named(setting.name()).map(known -> known.effect().mark()).orElse("");
    }

    /** Certificates have many lines, of which the first says what they are. */
    private static String oneLine(String value) {
      List<String> lines = value.lines().toList();
      return lines.size() < 2
          ? value
          : "%s ... (%d lines)".formatted(lines.getFirst(), lines.size());
    }
  }
}
