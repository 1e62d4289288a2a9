package org.gatepost.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.gatepost.Configuration;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.RouteAttributes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zmmemcachedctl}: phrases and exit codes of the original (spec http 5.6). */
@Command(
    name = "zmmemcachedctl",
    hidden = true,
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 1,
    description = "Start, stop, restart, reload this host's memcached, or tell whether it runs.",
    footer = {
      "",
      "It listens at zimbraMemcachedBindAddress, port zimbraMemcachedBindPort, of this host's",
      "server entry; without an address at 127.0.0.1 alone. Never at all addresses, never UDP.",
      "Debian's own service of that name has the same port: systemctl disable --now memcached.",
      "Exit codes: 0 done, 1 not, or it does not run.",
      "",
      "Examples:",
      "  zmprov ms cache.example.com zimbraMemcachedBindAddress 10.0.0.5",
      "  zmmemcachedctl restart"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class ZmmemcachedctlCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final List<String> FOLDERS = List.of("/usr/bin", "/usr/sbin", "/usr/local/bin");

  /** What is to be done. */
  enum Action {
    START,
    STOP,
    RESTART,
    RELOAD,
    STATUS
  }

  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Parameters(paramLabel = "start|stop|restart|reload|status", description = "What to do.")
  private Action action = Action.STATUS;

  @Override
  public Integer call() throws CommandException {
    HostFile hostFile = file.read();
    MemcachedDaemon daemon = new MemcachedDaemon(hostFile.folder(), PATIENCE);
    PrintWriter out = spec.commandLine().getOut();
    try {
      return switch (action) {
        case START -> start(daemon, hostFile, out);
        case STOP -> stop(daemon, out);
        case RESTART -> Math.max(stop(daemon, out), start(daemon, hostFile, out));
        case RELOAD -> reload(daemon, hostFile, out);
        case STATUS -> status(daemon, out);
      };
    } catch (IOException e) {
      throw new CommandException(1, e);
    }
  }

  private int start(MemcachedDaemon daemon, HostFile hostFile, PrintWriter out)
      throws CommandException, IOException {
    begin("Starting", out);
    if (daemon.process().isPresent()) {
      out.println("memcached is already running.");
      return 0;
    }
    try {
      Optional<String> failure = daemon.start(program(), place(hostFile));
      out.println(failure.isEmpty() ? "done." : "failed.");
      failure.ifPresent(reason -> out.println("memcached start failed. reason: " + reason));
      return failure.isEmpty() ? 0 : 1;
    } catch (CommandException | IOException e) {
      out.println("failed.");
      throw e;
    }
  }

  private static int stop(MemcachedDaemon daemon, PrintWriter out) throws IOException {
    begin("Stopping", out);
    Optional<ProcessHandle> process = daemon.process();
    if (process.isEmpty()) {
      out.println("memcached is not running.");
      return 0;
    }
    boolean ended = daemon.stop(process.get());
    out.println(ended ? "done." : "failed.");
    return ended ? 0 : 1;
  }

  /** It has nothing to read anew; whether it is where it should be can be told. */
  private int reload(MemcachedDaemon daemon, HostFile hostFile, PrintWriter out)
      throws CommandException, IOException {
    Optional<ProcessHandle> process = daemon.process();
    if (process.isEmpty()) {
      return 0; // the original says nothing then
    }
    boolean there = MemcachedDaemon.isAt(process.get(), place(hostFile));
    begin("Reloading", out);
    out.println(there ? "done." : "failed.");
    if (!there) {
      throw new CommandException(
          1,
          "memcached takes another address or port, and forgets what it holds, by: zmmemcachedctl restart");
    }
    return 0;
  }

  private static int status(MemcachedDaemon daemon, PrintWriter out) throws IOException {
    boolean running = daemon.process().isPresent();
    out.println(running ? "memcached is running." : "memcached is not running.");
    return running ? 0 : 1;
  }

  private static void begin(String verb, PrintWriter out) {
    out.print(verb + " memcached...");
    out.flush();
  }

  private MemcachedPlace place(HostFile hostFile) throws CommandException {
    try (Directory directory = Configuration.openDirectoryToRead(hostFile)) {
      EffectiveSettings settings = directory.settings(hostFile.server(), hostFile.attributes());
      if (settings.value(RouteAttributes.MEMCACHED_ADDRESS).isEmpty()) {
        spec.commandLine()
            .getErr()
            .printf(
                "gatepost: %s is not set; memcached is for this host alone, at 127.0.0.1.%n",
                RouteAttributes.MEMCACHED_ADDRESS.name());
      }
      return MemcachedPlace.of(settings);
    } catch (ConfigurationException | DirectoryException e) {
      throw new CommandException(1, e);
    }
  }

  private static Path program() throws CommandException {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), FOLDERS.stream())
        .map(folder -> Path.of(folder, "memcached"))
        .filter(each -> each.isAbsolute() && Files.isExecutable(each))
        .findFirst()
        .orElseThrow(() -> new CommandException(1, "memcached not installed"));
  }
}
