package org.gatepost.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.gatepost.Configuration;
import org.gatepost.HandlerSurvey;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.route.lookup.asking.HandlerAnswer;
import org.gatepost.route.lookup.asking.HandlerAnswer.Header;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatepost lookup}: asks every lookup handler, and compares what they say. */
@Command(
    name = "lookup",
    description = "Ask each lookup handler where a login belongs, and compare the answers.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all handlers give the same route, 1 they differ, fail, or give none,",
      "2 no handler answers, or the directory cannot be asked.",
      "",
      "Examples:",
      "  gatepost lookup alice@example.org",
      "  gatepost lookup --protocol pop3 --client 192.0.2.10 alice",
      "  gatepost lookup --json alice@example.org | jq -r '.[] | select(.failure) | .handler'"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class LookupCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileOption file;
  @Mixin private QuestionOptions question;

  @Option(
      names = "--json",
      description = "Print a list of {handler, status, headers, failure, millis}.")
  private boolean json;

  @Parameters(paramLabel = "LOGIN", description = "The login name as a client would type it.")
  private String login = "";

  @Override
  public Integer call() throws CommandException {
    HostFile hostFile = file.read();
    try (Directory directory = Configuration.openDirectoryToRead(hostFile)) {
      EffectiveSettings settings = directory.settings(hostFile.server(), hostFile.attributes());
      try (HandlerSurvey survey = HandlerSurvey.open(hostFile, directory, settings)) {
        survey.warnings().forEach(spec.commandLine().getErr()::println);
        List<HandlerAnswer> answers = survey.ask(question.about(login, settings));
        if (json) {
          RouteJson.writeAnswers(answers, spec.commandLine().getOut());
        } else {
          print(answers);
        }
        return exitCode(answers);
      }
    } catch (ConfigurationException | IOException e) {
      throw new CommandException(1, e);
    } catch (DirectoryException e) {
      throw new CommandException(2, e);
    }
  }

  private void print(List<HandlerAnswer> answers) {
    PrintWriter out = spec.commandLine().getOut();
    for (HandlerAnswer answer : answers) {
      out.printf(
          Locale.ROOT,
          "%s  %d ms%n  %s%n",
          answer.handler(),
          answer.took().toMillis(),
          TerminalText.of(summary(answer)));
    }
    if (answers.stream().allMatch(answer -> answer.failure().isPresent())) {
      out.println("No handler gives an answer that could be used.");
    } else if (answers.size() > 1) {
      out.println(agree(answers) ? "All handlers agree." : "The handlers do not agree.");
    }
    out.flush();
  }

  private static boolean agree(List<HandlerAnswer> answers) {
    return answers.stream().map(LookupCommand::summary).distinct().count() == 1;
  }

  /** What matters of an answer, in one line; equal for equal answers. */
  private static String summary(HandlerAnswer answer) {
    return answer
        .failure()
        .orElseGet(() ->
            RouteJson.headers(answer).entrySet().stream()
                .filter(header -> header.getKey().toLowerCase(Locale.ROOT).startsWith("auth-"))
                .map(header -> header.getKey() + ": " + header.getValue())
                .collect(Collectors.joining(", ")));
  }

  private static int exitCode(List<HandlerAnswer> answers) {
    if (answers.stream().allMatch(answer -> answer.status() == 0)) {
      return 2;
    }
    boolean allWell =
        answers.stream().allMatch(answer -> answer.failure().isEmpty() && isRoute(answer));
    return allWell && agree(answers) ? 0 : 1;
  }

  private static boolean isRoute(HandlerAnswer answer) {
    Optional<String> status =
        answer.headers().stream()
            .filter(header -> header.name().equalsIgnoreCase("Auth-Status"))
            .map(Header::value)
            .findFirst();
    return status.isEmpty() || status.get().equals("OK");
  }
}
