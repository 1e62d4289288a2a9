package org.gatepost.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.concurrent.Callable;
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
      description = "A file with an account on each line.")
  private @Nullable Path list;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "How -i shows an entry: %%1$s is the server, %%2$s the key, %%3$s the value.")
  private String format = FORMAT;

  @Parameters(paramLabel = "host:port", description = "The only memcached servers to ask.")
  private List<String> servers = new ArrayList<>();

  @Override
  public Integer call() throws CommandException {
    PrintWriter out = spec.commandLine().getOut();
    if (help) {
      spec.commandLine().usage(out);
      return 1;
    }
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

  private String shown(SharedPurge.Entry entry) {
    try {
      return format.formatted(entry.server(), entry.key(), entry.value());
    } catch (IllegalFormatException e) {
      return FORMAT.formatted(entry.server(), entry.key(), entry.value());
    }
  }

  private List<String> allAccounts() throws CommandException {
    List<String> all = new ArrayList<>(accounts);
    if (list != null) {
      try {
        Files.readAllLines(list).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .forEach(all::add);
      } catch (IOException e) {
        throw new CommandException(1, "%s cannot be read: %s".formatted(list, e.getMessage()));
      }
    }
    return all;
  }

  /** Reads {@code host:port} or {@code host}. */
  static List<InetSocketAddress> addresses(List<String> texts) throws CommandException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      addresses.add(address(text));
    }
    return addresses;
  }

  private static InetSocketAddress address(String text) throws CommandException {
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
    String host = hasPort ? text.substring(0, colon) : text;
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : 11211;
      return InetSocketAddress.createUnresolved(bare, port);
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          1, "\"%s\" is no memcached server; allowed: host:port.".formatted(text));
    }
  }
}
