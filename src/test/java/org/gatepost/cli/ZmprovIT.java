package org.gatepost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.gatepost.testing.Programs;
import org.gatepost.testing.Programs.Result;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/zmprov} as people and scripts run it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class ZmprovIT {
  private static final Path SMALL = Path.of("src/test/resources/org/gatepost/prov/small.ldif");

  @TempDir private Path folder;

  @BeforeEach
  void configure() throws IOException {
    Files.copy(SMALL, folder.resolve("directory.ldif"));
    Files.writeString(
        folder.resolve("gatepost.yaml"),
        """
        server: proxy.example.org
        roles: [proxy]
        directory: {file: directory.ldif}
        """);
  }

  /** The first start after a build prepares fast ones, and says so. */
  @BeforeAll
  static void startOnce() throws IOException {
    var _ =
        Programs.run(
            List.of("bin/run-java.sh", "target/dist", "--version"),
            "",
            Map.of("JAVA_HOME", System.getProperty("java.home")));
  }

  private Map<String, String> environment() {
    return Map.of(
        "JAVA_HOME",
        System.getProperty("java.home"),
        "GATEPOST_CONFIG",
        folder.resolve("gatepost.yaml").toString(),
        "XDG_STATE_HOME",
        folder.resolve("state").toString());
  }

  private Result run(String input, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("bin/run-java.sh", "target/dist", "prov"));
    command.addAll(List.of(arguments));
    return Programs.run(command, input, environment());
  }

  @Test
  void commandsOfTheGuidesAreAnsweredAsEver() throws Exception {
    assertThat(run("", "gcf", "zimbraReverseProxyLookupTarget"))
        .isEqualTo(new Result(0, "zimbraReverseProxyLookupTarget: FALSE\n"));
    assertThat(run("", "-l", "gs", "nobody"))
        .isEqualTo(new Result(2, "ERROR: account.NO_SUCH_SERVER (no such server: nobody)\n"));
    assertThat(run("", "ms", "proxy.example.org", "zimbraReverseProxyMailMode", "both"))
        .isEqualTo(new Result(0, ""));
    assertThat(run("", "gs", "proxy.example.org", "zimbraReverseProxyMailMode"))
        .isEqualTo(new Result(0, "# name proxy.example.org\nzimbraReverseProxyMailMode: both\n\n"));
  }

  @Test
  void optionsOfOldScriptsAreTaken() throws Exception {
    assertThat(run("", "-s", "mail:7071", "-a", "admin", "-p", "pssst", "-z", "garpd"))
        .isEqualTo(new Result(0, "example.org webmail.example.org mail.example.org \n"));
    assertThat(run("", "-l", "-m", "gas", "proxy")).isEqualTo(new Result(0, "proxy.example.org\n"));
    assertThat(run("", "-l", "-s", "mail", "gas"))
        .isEqualTo(new Result(2, "error: cannot specify both -l and -s at the same time\n"));
  }

  @Test
  void wordsBehindACommandAreNoOptions() throws Exception {
    assertThat(run("", "gs", "-e", "proxy.example.org", "zimbraServiceEnabled=proxy"))
        .isEqualTo(new Result(0, "# name proxy.example.org\nzimbraServiceEnabled: proxy\n\n"));
    assertThat(run("", "ms", "proxy.example.org", "-zimbraServiceEnabled", "memcached"))
        .isEqualTo(new Result(0, ""));
    assertThat(run("", "gs", "--help").output()).contains("no such server: --help");
    assertThat(run("", "gs", "@nowhere").output()).contains("no such server: @nowhere");
  }

  @Test
  void batchThatFailsSaysSoUnlessItMustNot() throws Exception {
    Path file = Files.writeString(folder.resolve("batch"), "gas proxy\ngs nobody\n");

    Result failed = run("", "-f", file.toString());

    assertThat(failed.exit()).isEqualTo(2);
    assertThat(failed.output())
        .contains("prov> proxy.example.org\n", "(no such server: nobody) (line 2)\n");
    assertThat(run("", "--compat", "-f", file.toString()).exit()).isZero();
    assertThat(run("gas proxy\n")).isEqualTo(new Result(0, "prov> proxy.example.org\nprov> "));
    assertThat(run("gs nobody\n").exit()).isEqualTo(2);
    assertThat(run("", "-f", "/no/such/file"))
        .isEqualTo(new Result(2, "error: /no/such/file cannot be read as a file\n"));
  }

  @Test
  void passwordMayBePipedIn() throws Exception {
    assertThat(run("geheim\n", "sp", "alice@example.org", "-")).isEqualTo(new Result(0, ""));
    assertThat(run("", "sp", "alice@example.org").exit()).isEqualTo(1);
  }

  @Test
  void runningServerLendsItsDirectoryAndForgets() throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("gatepost.yaml"),
        "doors: [{protocol: imap, address: 127.0.0.1, port: 0, tls: none}]\n",
        StandardOpenOption.APPEND);
    ProcessBuilder builder =
        new ProcessBuilder("bin/run-java.sh", "target/dist", "run")
            .redirectError(folder.resolve("server.err").toFile());
    builder.environment().putAll(environment());
    Process server = builder.start();
    try (BufferedReader out = server.inputReader()) {
      assertThat(out.lines().anyMatch(line -> line.startsWith("ready")))
          .as(Files.readString(folder.resolve("server.err")))
          .isTrue();

      assertThat(run("", "mcf", "zimbraMailProxyMaxFails", "5")).isEqualTo(new Result(0, ""));
      assertThat(run("cs two.example.org\nds two.example.org\n").exit()).isZero();
      assertThat(run("", "gcf", "zimbraMailProxyMaxFails"))
          .isEqualTo(new Result(0, "zimbraMailProxyMaxFails: 5\n"));
      assertThat(run("", "fc", "account", "alice@example.org")).isEqualTo(new Result(0, ""));
    } finally {
      server.destroy();
      assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(run("", "fc", "all")).isEqualTo(new Result(0, ""));
  }

  @Test
  void helpNeedsNoConfiguration() throws Exception {
    Files.delete(folder.resolve("gatepost.yaml"));

    assertThat(run("", "-h").success()).contains("zmprov [args] [cmd]", "Examples:");
    assertThat(run("", "help", "server").success()).contains("getServer(gs)");
    assertThat(run("", "desc", "-a", "zimbraId").success()).startsWith("zimbraId\n");
    assertThat(run("", "gas"))
        .extracting(Result::exit, result -> result.output().startsWith("ERROR: service.FAILURE ("))
        .containsExactly(2, true);
  }

  @Test
  void shortNameIsAProgramOfItsOwn() {
    assertThat(Path.of("bin/zmprov")).isExecutable().content().contains("gatepost\" prov \"$@\"");
  }

  @Test
  void lineIsCompletedAndCalledBackOnATerminalButNoPassword() throws Exception {
    Path script = Path.of("src/test/resources/org/gatepost/prov/terminal.py");
    List<String> command =
        List.of(
            Programs.find("python3", "python3").toString(),
            script.toString(),
            "bin/run-java.sh",
            "target/dist",
            "prov");

    String screen = Programs.run(command, "", environment()).success();

    assertThat(screen).contains("zimbraServiceEnabled: memcached").doesNotContain("pssst");
    assertThat(Files.readString(folder.resolve("state/gatepost/prov_history")))
        .contains("gs proxy.example.org zimbraServiceEnabled")
        .doesNotContain("pssst");
    assertThat(screen).doesNotContain("WARN").doesNotContain("Unable to create a system terminal");
  }
}
