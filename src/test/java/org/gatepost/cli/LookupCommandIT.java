package org.gatepost.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatepost.testing.ScriptedLookupHandler.answers;
import static org.gatepost.testing.ScriptedLookupHandler.routesTo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatepost.testing.ScriptedLookupHandler;
import org.gatepost.testing.TestNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** {@code gatepost lookup} against handlers that agree, differ, or are not there. */
@Timeout(60)
final class LookupCommandIT {
  @TempDir private Path folder;
  private ScriptedLookupHandler first;
  private ScriptedLookupHandler second;
  private String out = "";
  private String err = "";

  @BeforeEach
  void start() throws IOException {
    first = ScriptedLookupHandler.start(TestNames.MAILBOX_A, routesTo("192.0.2.1", 143));
    second = ScriptedLookupHandler.start(TestNames.MAILBOX_B, routesTo("192.0.2.1", 143));
  }

  @AfterEach
  void stop() throws IOException {
    second.close();
    first.close();
  }

  private int lookUp(String... arguments) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("gatepost.yaml"),
            """
            server: proxy.example.org
            roles: [proxy]
            routes: {lookup: handlers, handlers: ["%s", "%s"]}
            attributes: {zimbraReverseProxySSLToUpstreamEnabled: "FALSE"}
            """
                .formatted(first.url(), second.url()));
    List<String> all = new ArrayList<>(List.of("lookup", "-c", file.toString()));
    all.addAll(List.of(arguments));
    StringWriter said = new StringWriter();
    StringWriter complained = new StringWriter();
    int exit =
        GatepostCommand.run(
            new PrintWriter(said), new PrintWriter(complained), all.toArray(String[]::new));
    out = said.toString();
    err = complained.toString();
    return exit;
  }

  @Test
  void handlersThatAgree() throws IOException {
    assertThat(lookUp("alice@example.org")).isZero();
    assertThat(out)
        .contains(first.url().toString(), second.url().toString())
        .contains("Auth-Server: 192.0.2.1", "All handlers agree.");
    assertThat(err).isEmpty();
  }

  @Test
  void orderOfHeadersMakesNoDifference() throws IOException {
    second.plays(answers("Auth-Port: 143", "Auth-Server: 192.0.2.1", "Auth-Status: OK"));
    assertThat(lookUp("alice@example.org")).isZero();
  }

  @Test
  void handlersThatDiffer() throws IOException {
    second.plays(routesTo("192.0.2.2", 143));
    assertThat(lookUp("alice@example.org")).isEqualTo(1);
    assertThat(out).contains("The handlers do not agree.");
  }

  @Test
  void handlersThatRefuseAlikeGiveNoRoute() throws IOException {
    first.plays(answers("Auth-Status: Invalid login", "Auth-Wait: 3"));
    second.plays(answers("Auth-Status: Invalid login", "Auth-Wait: 3"));
    assertThat(lookUp("alice@example.org")).isEqualTo(1);
    assertThat(out).contains("All handlers agree.");
  }

  @Test
  void handlerThatIsNotThere() throws IOException {
    second.close();
    assertThat(lookUp("alice@example.org")).isEqualTo(1);
    assertThat(out).contains("Auth-Server: 192.0.2.1", "The handlers do not agree.");
    first.close();
    assertThat(lookUp("alice@example.org")).isEqualTo(2);
    assertThat(out).contains("No handler gives an answer that could be used.");
  }

  @Test
  void jsonHasEachHeaderOnceAndNoPassword() throws IOException {
    first.plays(
        answers(
            "Auth-Status: OK",
            "Auth-Server: 192.0.2.1",
            "Auth-Port: 143",
            "Auth-Pass: secret",
            "X-Two: a",
            "x-two: \"b\"",
            "Auth-User: j\u00c3\u00bcrgen"));
    second.close();
    assertThat(lookUp("--json", "alice@example.org")).isEqualTo(1);
    assertThat(strings())
        .contains("X-Two", "a, \"b\"", "Auth-User", "j\u00fcrgen", "failure", "millis")
        .doesNotContain("x-two", "Auth-Pass", "secret");
  }

  private List<String> strings() {
    List<String> all = new ArrayList<>();
    try (var parser = new JsonFactory().createParser(ObjectReadContext.empty(), out)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (!token.isStructStart() && !token.isStructEnd()) {
          all.add(parser.getString());
        }
      }
    }
    return all;
  }

  @Test
  void wrongOptionsAreExplained() throws IOException {
    assertThat(lookUp("--protocol", "smtp", "alice")).isEqualTo(64);
    assertThat(err).contains("--protocol has the value \"smtp\"; allowed: imap, pop3, http.");
    assertThat(lookUp()).isEqualTo(64);
  }
}
