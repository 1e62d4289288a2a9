package org.gatepost.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.gatepost.Configuration;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.lookup.DirectoryLookup;
import org.gatepost.route.lookup.Explanation;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
final class RouteWhyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Mixin private QuestionOptions question;

  @Option(
      names = "--json",
      description = "Print {steps, host, port, account}, or {steps, failure}.")
  private boolean json;

  @Parameters(paramLabel = "LOGIN", description = "The login name as a client would type it.")
  private String login = "";

  @Override
  public Integer call() throws CommandException {
    HostFile hostFile = file.read();
    tellOfOtherSources(hostFile);
    try (Directory directory = Configuration.openDirectoryToRead(hostFile)) {
      EffectiveSettings settings = directory.settings(hostFile.server(), hostFile.attributes());
      return explain(new DirectoryLookup(directory, settings), question.about(login, settings));
    } catch (ConfigurationException e) {
      throw new CommandException(1, e);
    } catch (DirectoryException e) {
      throw new CommandException(2, e);
    }
  }

  private void tellOfOtherSources(HostFile hostFile) throws CommandException {
    String source =
        switch (hostFile.routes().lookup()) {
          case DIRECTORY -> "";
          case HANDLERS -> "lookup handlers: ask them by gatepost lookup";
          case AUTH_HTTP -> "the server of routes.authHttp";
        };
    if (hostFile.directory().isEmpty() && !source.isEmpty()) {
      throw new CommandException(
          1, "%s names no directory; routes come from %s.".formatted(hostFile.path(), source));
    }
    if (!source.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              "This is what the directory says, but routes of this host come from " + source + ".");
    }
  }

  private int explain(DirectoryLookup lookup, RouteQuestion asked) {
    PrintWriter out = spec.commandLine().getOut();
    Explanation explanation = lookup.explain(asked);
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
}
