package org.gatepost.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zmproxypurge}: options, output and exit codes of the original (spec http 5.8). */
@Command(
    name = "zmproxypurge",
    hidden = true,
    exitCodeOnInvalidInput = 1,
    description = "Delete the routes of accounts from memcached, or show them.",
    footer = {
      "",
      "Exit codes: 0 done, 1 nothing to do or wrong usage, 2 a server or the directory cannot be",
      "reached.",
      "",
      "Examples:",
      "  zmproxypurge -a alice@example.org",
      "  zmproxypurge -i -a alice@example.org            show, delete nothing",
      "  zmproxypurge -L moved.txt 10.0.0.1:11211        only on this server"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class ZmproxypurgeCommand implements Callable<Integer> {
  private static final String FORMAT = "[%1$s] %2$s -- %3$s";
  private static final int PORT = 11211;
  private static final Pattern SERVER =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^:\\[\\]\\s]+))(?::(\\d{1,5}))?");
  private static final Path STANDARD_INPUT = Path.of("-");

  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Option(
      names = {"-h", "--help"},
      description = "Show this text; the exit code is 1, as ever.")
  private boolean help;

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell what is looked for.")
  private boolean verbose;

  @Option(
      names = {"-i", "--info"},
      description = "Show the entries instead of deleting them.")
  private boolean info;

  @Option(
      names = {"-a", "--account"},
      paramLabel = "ACCOUNT",
      description = "An account, by any of its names; may be given several times.")
  private List<String> accounts = new ArrayList<>();

  @Option(
      names = {"-L", "--list"},
      paramLabel = "FILE",
      description = "A file with an account on each line; - for standard input.")
  private @Nullable Path list;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "How -i shows an entry: %%1$s is the server, %%2$s the key, %%3$s the value.")
  private String format = FORMAT;

  @Parameters(paramLabel = "host:port", description = "The only memcached servers to ask.")
  private List<String> servers = new ArrayList<>();

  @Override
  public Integer call() {
    if (help) {
      spec.commandLine().usage(spec.commandLine().getOut());
      return 1;
    }
    try {
      return purge();
    } catch (CommandException e) {
      // The original's sentences, with nothing before them.
      spec.commandLine().getErr().println(e.getMessage());
      return e.exitCode();
    }
  }

  private int purge() throws CommandException {
    PrintWriter out = spec.commandLine().getOut();
    requireFormat();
    SharedPurge purge =
        new SharedPurge(
            file.read(),
            allAccounts(),
            addresses(servers),
            verbose,
            out,
            spec.commandLine().getErr());
    return info ? purge.read(entry -> out.println(shown(entry))) : purge.delete();
  }

  private void requireFormat() throws CommandException {
    try {
      var _ = shown(new SharedPurge.Entry("server", "key", "value"));
    } catch (IllegalFormatException _) {
      throw new CommandException(
          1,
          "-o has the value \"%s\"; allowed: text with %%1$s for the server, %%2$s for the key, %%3$s for the value."
              .formatted(format));
    }
  }

  private String shown(SharedPurge.Entry entry) {
    return format.formatted(
        entry.server(), TerminalText.of(entry.key()), TerminalText.of(entry.value()));
  }

  private List<String> allAccounts() throws CommandException {
    List<String> all = new ArrayList<>(accounts);
    if (list != null) {
      try {
        lines(list).map(String::strip).filter(line -> !line.isEmpty()).forEach(all::add);
      } catch (MalformedInputException e) {
        throw new CommandException(1, "%s cannot be read: it is not UTF-8".formatted(list));
      } catch (IOException e) {
        throw new CommandException(1, "%s cannot be read (%s)".formatted(list, e));
      }
    }
    return all;
  }

  private static Stream<String> lines(Path list) throws IOException {
    return list.equals(STANDARD_INPUT)
        ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8).lines()
        : Files.readAllLines(list).stream();
  }

  /** Reads {@code host:port} or {@code host}; IPv6 addresses with a port stand in brackets. */
  static List<InetSocketAddress> addresses(List<String> texts) throws CommandException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      addresses.add(address(text));
    }
    return addresses;
  }

  private static InetSocketAddress address(String text) throws CommandException {
    Matcher parts = SERVER.matcher(text);
    try {
      if (text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[")) {
        return InetSocketAddress.createUnresolved(
            InetAddress.ofLiteral(text).getHostAddress(), PORT);
      }
      if (parts.matches()) {
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        int port = parts.group(3) == null ? PORT : Integer.parseInt(parts.group(3));
        return InetSocketAddress.createUnresolved(host, port);
      }
    } catch (IllegalArgumentException e) {
      // The sentence below says it.
    }
    throw new CommandException(
        1, "\"%s\" is no memcached server; allowed: host:port.".formatted(text));
  }
}
