package org.gatepost.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.gatepost.Configuration;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.Attributes;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.Effect;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.Origin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code zmproxyconf}: the effective configuration as one text, with the options of the original
 * (spec http 5.9). Where that follows includes, this follows the places where settings stand.
 */
@Command(
    name = "zmproxyconf",
    hidden = true,
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 1,
    description = "Print the effective configuration, as it could stand in the host's file.",
    footer = {
      "",
      "What has no value is left out, and of secrets the value.",
      "Exit codes: 0 printed, 1 something is wrong.",
      "",
      "Examples:",
      "  zmproxyconf -m -i              grouped by the places where the values stand",
      "  zmproxyconf -ne | sort         nothing but settings"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class ZmproxyconfCommand implements Callable<Integer> {
  private static final List<Origin> PLACES =
      List.of(Origin.FILE, Origin.SERVER, Origin.GLOBAL, Origin.DEFAULT);

  @Spec private CommandSpec spec;

  @Option(names = "-m", description = "Mark where the settings of each place begin and end.")
  private boolean markers;

  @Option(names = "-i", description = "Indent the settings of each place.")
  private boolean indented;

  @Option(names = "-n", description = "Leave out comments.")
  private boolean bare;

  @Option(names = "-e", description = "Leave out empty lines.")
  private boolean dense;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "The host's file; else $GATEPOST_CONFIG, ./gatepost.yaml, /etc/gatepost/gatepost.yaml.")
  private @Nullable Path file;

  @Override
  public Integer call() throws CommandException {
    HostFile hostFile = FileOption.read(file);
    try (Directory directory = Configuration.openDirectoryToRead(hostFile)) {
      print(hostFile, directory.settings(hostFile.server(), hostFile.attributes()));
      return 0;
    } catch (ConfigurationException | DirectoryException e) {
      throw new CommandException(1, e);
    }
  }

  private void print(HostFile hostFile, EffectiveSettings settings) {
    PrintWriter out = spec.commandLine().getOut();
    comment(out, "The configuration of " + hostFile.server() + " that is in effect.");
    for (Origin origin : PLACES) {
      List<? extends Attribute<?>> here =
          Attributes.all().stream()
              .filter(Attribute::hostWide)
              .filter(each -> settings.origin(each) == origin && !settings.texts(each).isEmpty())
              .toList();
      if (!here.isEmpty()) {
        if (!dense) {
          out.println();
        }
        marker(out, "begin " + place(origin, hostFile));
        here.forEach(each -> out.println(line(each, settings)));
        marker(out, "end " + place(origin, hostFile));
      }
    }
    out.flush();
  }

  private String line(Attribute<?> attribute, EffectiveSettings settings) {
    String text = YamlText.line(attribute, settings.texts(attribute));
    String comment =
        bare ? "" : "  # " + word(settings.origin(attribute)) + remark(attribute.effect());
    return (indented ? "  " : "") + text + comment;
  }

  private static String remark(Effect effect) {
    return switch (effect) {
      case Effect.Acts _ -> "";
      case Effect.NotYet _ -> ", not acted on yet";
      case Effect.NotNeeded _ -> ", not needed";
    };
  }

  // Markers were asked for, so -n leaves them.
  private void marker(PrintWriter out, String text) {
    if (markers) {
      out.println("# " + text);
    }
  }

  private void comment(PrintWriter out, String text) {
    if (!bare) {
      out.println("# " + text);
    }
  }

  private static String place(Origin origin, HostFile hostFile) {
    return switch (origin) {
      case FILE -> hostFile.path().toString();
      case SERVER -> "the server entry " + hostFile.server();
      case GLOBAL -> "globalConfig";
      case DEFAULT, DOOR -> word(origin) + "s";
    };
  }

  private static String word(Origin origin) {
    return origin.name().toLowerCase(Locale.ROOT);
  }
}
