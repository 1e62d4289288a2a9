package org.gatepost.cli;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.gatepost.Configuration;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.route.lookup.DirectoryLookup;
import org.gatepost.route.lookup.Explanation;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.MailAttributes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatepost route}: where logins go. */
@Command(
    name = "route",
    description = "Where logins go: what memcached says, and why a lookup would say so.",
    mixinStandardHelpOptions = true,
    subcommands = {RouteCommand.Get.class, RouteCommand.Purge.class, RouteCommand.Why.class})
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class RouteCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code gatepost route get}. */
  @Command(
      name = "get",
      description = "Show what memcached holds of an account, on every server.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Exit codes: 0 there is something, 1 there is nothing, 2 a server cannot be reached.",
        "",
        "Examples:",
        "  gatepost route get alice@example.org",
        "  gatepost route get --json alice@example.org | jq -r '.[].value'"
      })
  @SuppressWarnings("FieldCanBeFinal") // picocli sets them
  static final class Get implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private FileOption file;

    @Option(names = "--json", description = "Print a list of {server, key, value}.")
    private boolean json;

    @Option(
        names = "--server",
        paramLabel = "HOST:PORT",
        description = "Ask this memcached server alone; may be given several times.")
    private List<String> servers = new ArrayList<>();

    @Parameters(arity = "1..*", paramLabel = "ACCOUNT", description = "By any of its names.")
    private List<String> accounts = new ArrayList<>();

    @Override
    public Integer call() throws CommandException {
      PrintWriter out = spec.commandLine().getOut();
      List<SharedPurge.Entry> found = new ArrayList<>();
      int exit =
          new SharedPurge(
                  file.read(),
                  accounts,
                  ZmproxypurgeCommand.addresses(servers),
                  false,
                  out,
                  spec.commandLine().getErr())
              .read(found::add);
      if (json) {
        RouteJson.write(found, out);
      } else {
        found.forEach(entry ->
            out.println("[%s] %s -- %s".formatted(entry.server(), entry.key(), entry.value())));
      }
      out.flush();
      return exit == 0 && found.isEmpty() ? 1 : exit;
    }
  }

  /** {@code gatepost route purge}. */
  @Command(
      name = "purge",
      description = "Delete all that memcached holds of accounts, on every server.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Running proxies go on with what they remember themselves, for at most",
        "gatepostLocalRouteTTL.",
        "",
        "Exit codes: 0 done, 2 a server or the directory cannot be reached.",
        "",
        "Example:",
        "  gatepost route purge alice@example.org bob@example.org"
      })
  @SuppressWarnings("FieldCanBeFinal") // picocli sets them
  static final class Purge implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private FileOption file;

    @Option(
        names = "--server",
        paramLabel = "HOST:PORT",
        description = "Purge this memcached server alone; may be given several times.")
    private List<String> servers = new ArrayList<>();

    @Option(
        names = {"-v", "--verbose"},
        description = "Tell what is looked for.")
    private boolean verbose;

    @Parameters(arity = "1..*", paramLabel = "ACCOUNT", description = "By any of its names.")
    private List<String> accounts = new ArrayList<>();

    @Override
    public Integer call() throws CommandException {
      return new SharedPurge(
              file.read(),
              accounts,
              ZmproxypurgeCommand.addresses(servers),
              verbose,
              spec.commandLine().getOut(),
              spec.commandLine().getErr())
          .delete();
    }
  }

  /** {@code gatepost route why}. */
  @Command(
      name = "why",
      description = "Explain step by step where a login would be sent, without a password.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Exit codes: 0 there is a route, 1 there is none, 2 the directory cannot be asked.",
        "",
        "Examples:",
        "  gatepost route why alice@example.org",
        "  gatepost route why --protocol pop3 --client 192.0.2.10 alice",
        "  gatepost route why --json alice@example.org | jq -r .host"
      })
  @SuppressWarnings("FieldCanBeFinal") // picocli sets them
  static final class Why implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private FileOption file;

    @Option(
        names = "--protocol",
        defaultValue = "imap",
        paramLabel = "imap|pop3",
        description = "What the client speaks (default: imap).")
    private String protocol = "imap";

    @Option(
        names = "--client",
        defaultValue = "127.0.0.1",
        paramLabel = "ADDRESS",
        description = "Where the client comes from (default: 127.0.0.1).")
    private String client = "127.0.0.1";

    @Option(
        names = "--proxy",
        defaultValue = "127.0.0.1",
        paramLabel = "ADDRESS",
        description = "The address of the proxy that it reaches (default: 127.0.0.1).")
    private String proxy = "127.0.0.1";

    @Option(
        names = "--json",
        description = "Print {steps, host, port, account}, or {steps, failure}.")
    private boolean json;

    @Parameters(paramLabel = "LOGIN", description = "The login name as a client would type it.")
    private String login = "";

    @Override
    public Integer call() throws CommandException {
      HostFile hostFile = file.read();
      try (Directory directory = Configuration.openDirectory(hostFile)) {
        EffectiveSettings settings = directory.settings(hostFile.server(), hostFile.attributes());
        RouteQuestion question =
            RouteQuestion.ofLogin(
                upstreamProtocol(settings.value(MailAttributes.SSL_TO_UPSTREAM)),
                login,
                address("--client", client),
                address("--proxy", proxy));
        return explain(new DirectoryLookup(directory, settings), question);
      } catch (ConfigurationException e) {
        throw new CommandException(1, e);
      } catch (DirectoryException e) {
        throw new CommandException(2, e);
      }
    }

    private int explain(DirectoryLookup lookup, RouteQuestion question) {
      PrintWriter out = spec.commandLine().getOut();
      Explanation explanation = lookup.explain(question);
      if (json) {
        RouteJson.write(explanation, out);
      } else {
        explanation.steps().forEach(out::println);
        out.flush();
      }
      if (explanation.route().isPresent()) {
        return 0;
      }
      boolean unavailable =
          explanation
              .failure()
              .map(RouteException::reason)
              .filter(Reason.UNAVAILABLE::equals)
              .isPresent();
      return unavailable ? 2 : 1;
    }

    private UpstreamProtocol upstreamProtocol(boolean tls) throws CommandException {
      return switch (protocol.toLowerCase(Locale.ROOT)) {
        case "imap" -> tls ? UpstreamProtocol.IMAPS : UpstreamProtocol.IMAP;
        case "pop3" -> tls ? UpstreamProtocol.POP3S : UpstreamProtocol.POP3;
        default ->
            throw new CommandException(
                GatepostCommand.USAGE,
                "--protocol has the value \"%s\"; allowed: imap, pop3.".formatted(protocol));
      };
    }

    private static InetAddress address(String option, String text) throws CommandException {
      try {
        return InetAddress.ofLiteral(text);
      } catch (IllegalArgumentException e) {
        throw new CommandException(
            GatepostCommand.USAGE,
            "%s has the value \"%s\"; allowed: an IPv4 or IPv6 address.".formatted(option, text));
      }
    }
  }
}
