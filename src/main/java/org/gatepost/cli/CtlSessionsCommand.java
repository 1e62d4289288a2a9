package org.gatepost.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gatepost.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatepost ctl sessions}: who is logged in. */
@Command(
    name = "sessions",
    description = "List the sessions that are logged in: who, from where, to which server.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  gatepost ctl sessions",
      "  gatepost ctl sessions alice@example.org",
      "  gatepost ctl sessions --json | jq -r .client"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class CtlSessionsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileOption file;

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Parameters(
      arity = "0..1",
      paramLabel = "ACCOUNT",
      defaultValue = "",
      description = "Only this account's sessions.")
  private String account = "";

  @Override
  public Integer call() throws CommandException {
    PrintWriter out = spec.commandLine().getOut();
    List<Map<?, ?>> sessions = new ArrayList<>();
    Map<String, String> whose = account.isEmpty() ? Map.of() : Map.of("account", account);
    for (Map<String, Object> reply : Running.askAll(file.find(), "sessions", whose)) {
      if (reply.get("sessions") instanceof List<?> list) {
        list.forEach(session -> sessions.add((Map<?, ?>) session));
      }
    }
    if (json) {
      sessions.forEach(session -> out.println(Json.write(texts(session))));
    } else {
      print(sessions, out);
    }
    return 0;
  }

  private static Map<String, ?> texts(Map<?, ?> session) {
    Map<String, Object> texts = new LinkedHashMap<>();
    session.forEach((name, value) -> texts.put(String.valueOf(name), value));
    return texts;
  }

  private static void print(List<Map<?, ?>> sessions, PrintWriter out) {
    String line = "%-8s %-5s %-32s %-24s %-28s %-20s %s%n";
    if (!sessions.isEmpty()) {
      out.printf(line, "SESSION", "", "ACCOUNT", "CLIENT", "UPSTREAM", "SINCE", "OCTETS UP/DOWN");
    }
    for (Map<?, ?> session : sessions) {
      out.printf(
          line,
          session.get("session"),
          session.get("protocol"),
          TerminalText.of(String.valueOf(session.get("account"))),
          session.get("client"),
          session.get("upstream"),
          String.valueOf(session.get("since")).replaceFirst("\\..*", "Z"),
          session.get("octetsUp") + "/" + session.get("octetsDown"));
    }
    out.printf("%d sessions%n", sessions.size());
  }
}
