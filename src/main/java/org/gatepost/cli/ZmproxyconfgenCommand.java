package org.gatepost.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.gatepost.Configuration;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.route.lookup.asking.HandlerList;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.Attributes;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.RouteSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code zmproxyconfgen}: options, messages and exit codes of the original (spec http 5.7). There
 * is nothing to generate: settings are read from where they stand, so they are checked and shown.
 */
@Command(
    name = "zmproxyconfgen",
    hidden = true,
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 1,
    sortOptions = false,
    description = "Check the configuration of a proxy, or show it.",
    footer = {
      "",
      "One file is written, nginx.conf.zmlookup: the list of lookup handlers, where the",
      "proxy asks some, for people to read. Arguments that are no options are an",
      "error, exit 1; the original's 0 hid mistakes.",
      "Exit codes: 0 well, 1 something is wrong.",
      "",
      "Examples:",
      "  zmproxyconfgen -n                             check only",
      "  zmproxyconfgen -n -s proxy2.example.com       the settings of another server",
      "  zmproxyconfgen -n -c zimbraIPMode=both        would this be well?",
      "  zmproxyconfgen -d | grep -B3 -A3 zimbraIPMode"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class ZmproxyconfgenCommand implements Callable<Integer> {
  private static final String DONE = "Proxy configuration files are generated successfully";
  private static final String FAILED = "Proxy configuration generation is interrupted by errors";
  private static final String NO_SERVER =
      "Cannot load server object. Make sure the server specified with -s exists";

  @Spec private CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell what is done.")
  private boolean verbose;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Write nothing.")
  private boolean dryRun;

  @Option(
      names = {"-d", "--defaults"},
      description = "Print every setting with its value.")
  private boolean values;

  @Option(
      names = {"-D", "--definitions"},
      description = "Print what settings there are.")
  private boolean definitions;

  @Option(
      names = {"-s", "--server"},
      paramLabel = "SERVER",
      description = "The server entry to take; else that of this host.")
  private @Nullable String server;

  @Option(
      names = {"-f", "--force-dns-resolution"},
      description = "Fail if a host name of a domain does not resolve.")
  private boolean resolving;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "NAME=VALUE",
      description = "Another value of an attribute; several of one name make a list.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = {"-i", "--include-dir"},
      paramLabel = "DIR",
      description = "Where nginx.conf.zmlookup is written; else beside the host's file.")
  private @Nullable Path includes;

  @Option(
      names = {
        "-w",
        "--workdir",
        "-t",
        "--templatedir",
        "-p",
        "--prefix",
        "-P",
        "--template-prefix"
      },
      paramLabel = "TEXT",
      description = "Taken and not needed: there are no templates.")
  private List<String> ignored = new ArrayList<>();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "The host's file; else $GATEPOST_CONFIG, ./gatepost.yaml, /etc/gatepost/gatepost.yaml.")
  private @Nullable Path file;

  @Parameters(hidden = true)
  private List<String> stray = new ArrayList<>();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (!stray.isEmpty()) {
      spec.commandLine().usage(err);
      return 1;
    }
    if (definitions) {
      hostWide()
          .forEach(each -> {
            ConfgenCard.definition(each, out);
            out.println();
          });
      return 0;
    }
    try {
      generate(out, err);
      return 0;
    } catch (ConfigurationException | DirectoryException | CommandException | IOException e) {
      err.println(e.getMessage());
      err.println(FAILED);
      return 1;
    }
  }

  private void generate(PrintWriter out, PrintWriter err)
      throws CommandException, ConfigurationException, DirectoryException, IOException {
    HostFile own = FileOption.read(file);
    boolean another = server != null && !server.equalsIgnoreCase(own.server());
    // What the file says of this host says nothing of another.
    HostFile hostFile = own.with(overridden(another ? Map.of() : own.attributes()));
    String name = server == null ? own.server() : server;
    Optional<HandlerList> handlers;
    try (Directory directory = Configuration.openDirectoryToRead(hostFile)) {
      if (server != null && directory.server(name).isEmpty()) {
        throw new CommandException(1, NO_SERVER);
      }
      tell(out, "Checking the settings of " + name);
      EffectiveSettings settings = directory.settings(name, hostFile.attributes());
      if (values) {
        hostWide()
            .forEach(each -> {
              ConfgenCard.withValue(each, settings.texts(each), out);
              out.println();
            });
        return;
      }
      requireHostnames(directory);
      handlers = handlers(hostFile, directory, settings);
    }
    if (!another) {
      tell(out, "Checking certificates and doors of this host");
      Configuration.check(hostFile).forEach(err::println);
    }
    if (!dryRun && handlers.isPresent()) {
      Path folder = includes == null ? hostFile.folder() : includes;
      tell(out, "Writing the list of lookup handlers to " + folder);
      Files.createDirectories(folder);
      handlers.get().write(folder);
    }
    out.println(DONE);
  }

  private void requireHostnames(Directory directory)
      throws DirectoryException, ConfigurationException {
    List<String> problems = resolving ? VirtualHostnames.unresolvable(directory) : List.of();
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private static Optional<HandlerList> handlers(
      HostFile hostFile, Directory directory, EffectiveSettings settings)
      throws DirectoryException, ConfigurationException {
    return hostFile.routes().lookup() == RouteSource.Lookup.HANDLERS
        ? Optional.of(HandlerList.of(hostFile.routes().handlers(), directory, settings))
        : Optional.empty();
  }

  /** The attributes of the file with those of {@code -c} over them. */
  private Map<String, List<String>> overridden(Map<String, List<String>> attributes)
      throws CommandException, ConfigurationException {
    Map<String, List<String>> given = new HashMap<>();
    for (String text : overrides) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new CommandException(1, "-c takes NAME=VALUE, not " + TerminalText.of(text));
      }
      Attribute<?> attribute = hostWide(text.substring(0, equals));
      given
          .computeIfAbsent(attribute.name(), ignoredName -> new ArrayList<>())
          .add(text.substring(equals + 1));
    }
    for (Map.Entry<String, List<String>> override : given.entrySet()) {
      // Refused here, the place is named rightly.
      var _ = hostWide(override.getKey()).parse(override.getValue(), "the option -c");
    }
    Map<String, List<String>> result = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    result.putAll(attributes);
    result.putAll(given);
    return result;
  }

  private static Attribute<?> hostWide(String name) throws CommandException {
    Attribute<?> attribute =
        Attributes.named(name)
            .orElseThrow(() -> new CommandException(1, "-c names an " + Attributes.unknown(name)));
    if (!attribute.hostWide()) {
      throw new CommandException(
          1,
          "%s cannot be set by -c; it belongs to %s."
              .formatted(attribute, attribute.scopesInWords()));
    }
    return attribute;
  }

  private static List<? extends Attribute<?>> hostWide() {
    return Attributes.all().stream().filter(Attribute::hostWide).toList();
  }

  private void tell(PrintWriter out, String sentence) {
    if (verbose) {
      out.println(sentence);
    }
  }
}
