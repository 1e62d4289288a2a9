package org.gatepost.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gatepost.Configuration;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.prov.Caches;
import org.gatepost.prov.Command;
import org.gatepost.prov.Help;
import org.gatepost.prov.Lines;
import org.gatepost.prov.Passwords;
import org.gatepost.prov.Prov;
import org.gatepost.prov.Terms;
import org.gatepost.settings.ConfigurationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code gatepost prov}, by its old name {@code zmprov}: reads and changes servers, domains,
 * accounts and settings in the directory, with the original's commands and options (spec http 5.1).
 */
@CommandLine.Command(
    name = "prov",
    aliases = "zmprov",
    exitCodeOnInvalidInput = 1,
    description = "Read and change servers, domains, accounts and settings, as zmprov does.")
@SuppressWarnings({"FieldCanBeFinal", "UnusedVariable"}) // picocli sets them; some are ignored
final class ProvCommand implements Callable<Integer> {
  private static final int FAILED = 2;
  private static final Path STANDARD_INPUT = Path.of("-");

  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Option(
      names = {"-h", "--help"},
      description = "Show the options and how to find the commands.")
  private boolean help;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Run the commands of a file, one on each line.")
  private @Nullable Path batch;

  @Option(
      names = {"-v", "--verbose"},
      description = "Echo the lines of a batch.")
  private boolean verbose;

  @Option(
      names = {"-r", "--replace"},
      description = "Allow to replace zimbraServiceEnabled and zimbraServiceInstalled.")
  private boolean replacing;

  @Option(
      names = {"-t", "--temp"},
      description = "Write binary values to files in a temporary folder.")
  private boolean toFiles;

  @Option(
      names = {"-fd", "--forcedisplay"},
      description = "Show attributes that are asked for and not set.")
  private boolean showingUnset;

  @Option(
      names = "--compat",
      description = "Exit 0 after a batch even if commands of it have failed.")
  private boolean compat;

  @Option(
      names = {"-l", "--ldap"},
      description = "Ignored: the directory is always asked directly.")
  private boolean ldap;

  @Option(
      names = {"-m", "--master"},
      description = "Ignored.")
  private boolean master;

  @Option(
      names = {"-z", "--zadmin"},
      description = "Ignored.")
  private boolean zadmin;

  @Option(
      names = {"-s", "--server"},
      description = "Ignored.")
  private @Nullable String server;

  @Option(
      names = {"-a", "--account"},
      description = "Ignored.")
  private @Nullable String account;

  @Option(
      names = {"-p", "--password"},
      description = "Ignored.")
  private @Nullable String password;

  @Option(
      names = {"-P", "--passfile"},
      description = "Ignored.")
  private @Nullable String passwordFile;

  @Option(
      names = {"-y", "--authtoken"},
      description = "Ignored.")
  private @Nullable String token;

  @Option(
      names = {"-Y", "--authtokenfile"},
      description = "Ignored.")
  private @Nullable String tokenFile;

  @Option(
      names = {"-L", "--logpropertyfile"},
      description = "Ignored.")
  private @Nullable String logFile;

  @Option(
      names = {"-d", "--debug"},
      description = "Ignored.")
  private boolean debug;

  @Option(
      names = {"-D", "--debughigh"},
      description = "Ignored.")
  private boolean debugHigh;

  @Parameters(paramLabel = "COMMAND", description = "A command and its arguments.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    if (help) {
      Help.general(out());
      out().flush();
      return 0;
    }
    Optional<String> contradiction = contradiction();
    if (contradiction.isPresent()) {
      err.println("error: " + contradiction.get());
      return FAILED;
    }
    try {
      return words.isEmpty() ? converse() : run();
    } catch (ConfigurationException | DirectoryException | CommandException e) {
      err.println("ERROR: service.FAILURE (" + e.getMessage() + ")");
    } catch (IOException e) {
      err.println("error: " + e.getMessage());
    }
    return FAILED;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Options that the original does not take together. */
  private Optional<String> contradiction() {
    if (ldap && server != null) {
      return Optional.of("cannot specify both -l and -s at the same time");
    }
    if (logFile != null && !ldap) {
      return Optional.of("cannot specify -L when -l is not specified");
    }
    if (debug && debugHigh) {
      return Optional.of("cannot specify both -d and -D at the same time");
    }
    if (master && !ldap) {
      return Optional.of("cannot specify -m when -l is not specified");
    }
    return Optional.empty();
  }

  /** One command; what it does not need is not opened for it. */
  private int run() throws ConfigurationException, DirectoryException, CommandException {
    Optional<Command> command = Command.named(words.getFirst());
    ConsolePasswords passwords = new ConsolePasswords(somebodyThere());
    if (command.filter(Command::changes).isPresent()) {
      try (ChangedDirectory changed = ChangedDirectory.of(file.read())) {
        return new Prov(changed.directory(), terms(passwords)).run(words);
      }
    }
    try (Directory directory =
        command.filter(Command::asksDirectory).isPresent()
            ? Configuration.openDirectoryToRead(file.read())
            : Directory.empty()) {
      return new Prov(directory, terms(passwords)).run(words);
    }
  }

  private int converse() throws CommandException, IOException {
    if (batch == null && somebodyThere() != null) {
      return converseOnTerminal();
    }
    try (BufferedReader lines = batchLines();
        ChangedDirectory changed = ChangedDirectory.of(file.read())) {
      int exit =
          new Prov(changed.directory(), terms(Passwords.NONE))
              .converse(Lines.of(lines, out()), true);
      return compat ? 0 : exit;
    }
  }

  /** With the directory that a running server lends; else locked only while it is changed. */
  private int converseOnTerminal() throws CommandException, IOException {
    try (ChangedDirectory changed = ChangedDirectory.of(file.read());
        Directory.Watching _ = followed(changed.directory());
        ProvTerminal terminal = ProvTerminal.open(changed.directory())) {
      return new Prov(changed.directory(), terms(terminal)).converse(terminal, false);
    }
  }

  /** Others may change a file while somebody sits here; servers are asked each time anyway. */
  private static Directory.Watching followed(Directory directory) {
    return directory.isEmbedded() ? directory.watch(() -> {}) : () -> {};
  }

  /** The terminal, if somebody sits there. */
  @SuppressWarnings("SystemConsoleNull") // of JDK 25 it is, where there is no terminal
  private static @Nullable Console somebodyThere() {
    Console console = System.console();
    return console != null && console.isTerminal() ? console : null;
  }

  private BufferedReader batchLines() throws IOException {
    if (batch == null || batch.equals(STANDARD_INPUT)) {
      return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }
    if (!Files.isReadable(batch) || Files.isDirectory(batch)) {
      throw new IOException(batch + " cannot be read as a file");
    }
    return Files.newBufferedReader(batch);
  }

  private Terms terms(Passwords passwords) {
    Path binaryFolder = Path.of(System.getProperty("java.io.tmpdir"), "zmprov");
    return new Terms(
        out(),
        spec.commandLine().getErr(),
        verbose,
        replacing,
        showingUnset,
        toFiles ? Optional.of(binaryFolder) : Optional.empty(),
        passwords,
        caches());
  }

  /** Those of the server of this host; it follows the directory by itself, routes it remembers. */
  private Caches caches() {
    return (types, names, allServers) -> {
      try {
        Running.askAll(file.find(), "flush", Map.of("types", types, "names", names));
      } catch (CommandException e) {
        throw new IOException(e.getMessage(), e);
      }
      if (allServers) {
        spec.commandLine()
            .getErr()
            .println("This host's server was told; run the command on the other hosts too.");
      }
    };
  }
}
