package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.gatepost.testing.Programs;
import org.gatepost.testing.Programs.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The built program as people start it: commands, exit codes, the demo and what it prints. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LauncherIT {
  private static final Map<String, String> JDK =
      Map.of("JAVA_HOME", System.getProperty("java.home"));

  @TempDir private Path folder;

  private static List<String> gatepost(String... arguments) {
    List<String> command = new ArrayList<>(List.of("bin/run-java.sh", "target/dist"));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Result run(String... arguments) throws IOException {
    return Programs.run(gatepost(arguments), "", JDK);
  }

  /** A program that goes on, with the lines that it printed until it was ready. */
  private record Running(Process process, List<String> lines) {
    static Running start(String... arguments) throws IOException {
      Path errors = Files.createTempFile("launcher", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(gatepost(arguments)).redirectError(errors.toFile());
      builder.environment().putAll(JDK);
      Process process = builder.start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      List<String> lines = new ArrayList<>();
      String line = out.readLine();
      while (line != null && !line.startsWith("ready")) {
        lines.add(line);
        line = out.readLine();
      }
      assertThat(line)
          .as("the line ready, after %s and %s", lines, Files.readString(errors))
          .isNotNull();
      Files.delete(errors);
      return new Running(process, lines);
    }

    int stop() throws InterruptedException {
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends when told").isTrue();
      return process.exitValue();
    }
  }

  /**
   * A port below those that the kernel gives to clients: between its choice and its use there are
   * the rehearsal's many connections, each of which could take it.
   */
  private static String freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return String.valueOf(free.getLocalPort());
      } catch (IOException taken) {
        // The next one.
      }
    }
  }

  @Test
  void whatTheDemoPrintsCanBePastedAndWorks() throws IOException, InterruptedException {
    String[] demo = {
      "demo",
      "--port=imap=" + freePort(),
      "--port=imaps=" + freePort(),
      "--port=pop3=" + freePort(),
      "--port=pop3s=" + freePort(),
      "--port=http=" + freePort(),
      "--port=https=" + freePort()
    };
    Running running = Running.start(demo);
    try {
      List<String> commands =
          running.lines().stream().filter(line -> line.startsWith("  curl")).toList();
      assertThat(commands).hasSize(8);
      String[] expected = {"mailbox A", "mailbox B", "mailbox A", "mailbox B", "mailbox A"};
      for (int i = 0; i < expected.length; i++) {
        assertThat(Programs.run(List.of("/bin/sh", "-c", commands.get(i))).success())
            .as(commands.get(i))
            .contains("Subject: Welcome to " + expected[i]);
      }
      assertThat(Programs.run(List.of("/bin/sh", "-c", commands.get(5))).exit()).isEqualTo(67);
      assertThat(Programs.run(List.of("/bin/sh", "-c", commands.get(6))).success())
          .contains("bob@example.org lives here", "This is mailbox B");
      assertThat(Programs.run(List.of("/bin/sh", "-c", commands.get(7))).success())
          .contains("alice@example.org lives here", "This is mailbox A");
      logInByWeb(running.lines());

      Result second = run(demo);
      assertThat(second.exit()).isEqualTo(2);
      assertThat(second.output())
          .contains("The door imap cannot listen on 127.0.0.1:", "--port-offset");
    } finally {
      assertThat(running.stop()).isZero();
    }
  }

  /** The first page may be any server's; after the login it is the one where the mail is. */
  private void logInByWeb(List<String> lines) throws IOException {
    String front =
        lines.stream().map(String::strip).filter(l -> l.startsWith("https://")).findFirst().get();
    assertThat(browse(front)).contains("Who are you?");
    for (String user : new String[] {"alice on mailbox A", "bob on mailbox B"}) {
      String name = user.substring(0, user.indexOf(' '));
      assertThat(
              browse(
                  "--location", "--data", "username=" + name + "@example.org&password=demo", front))
          .contains("You are " + name, "Welcome to " + user.substring(user.indexOf("mailbox")));
    }
    assertThat(browse(front + "?loginOp=logout")).isEmpty();
    assertThat(browse(front)).contains("Who are you?");
  }

  private String browse(String... arguments) throws IOException {
    String cookies = folder.resolve("cookies").toString();
    List<String> command = new ArrayList<>(List.of("curl", "--silent", "--insecure"));
    command.addAll(List.of("--cookie-jar", cookies, "--cookie", cookies));
    command.addAll(List.of(arguments));
    return Programs.run(command).success();
  }

  @Test
  void aStarterConfigurationIsWellAndRuns() throws IOException, InterruptedException {
    Path conf = folder.resolve("conf");
    run("init", "--host", "proxy.example.com", conf.toString()).success();
    String file = conf.resolve("gatepost.yaml").toString();
    assertThat(run("config", "check", "-c", file).success()).contains("are well");
    assertThat(run("config", "show", "--json", "-c", file).success())
        .contains(
            "{\"name\":\"zimbraImapProxyBindPort\",\"value\":\"143\",\"origin\":\"default\"",
            "{\"name\":\"zimbraDefaultDomainName\",\"value\":\"example.com\",\"origin\":\"global\"");
    assertThat(run("route", "why", "-c", file, "alice@example.com").success())
        .contains("mailbox.example.com");
    assertThat(run("route", "why", "-c", file, "nobody@example.com").exit()).isEqualTo(1);
    assertThat(run("init", conf.toString()).exit()).isEqualTo(1);

    Path yaml = conf.resolve("gatepost.yaml");
    Files.writeString(
        yaml,
        Files.readString(yaml)
            .replace(
                "attributes: {}",
                """
                listen: 127.0.0.1
                attributes:
                  zimbraImapProxyBindPort: 0
                  zimbraImapSSLProxyBindPort: 0
                  zimbraPop3ProxyBindPort: 0
                  zimbraPop3SSLProxyBindPort: 0
                """));
    assertThat(Running.start("run", "-c", file).stop()).isZero();
  }

  @Test
  void aWrongSettingStopsTheStartWithASentence() throws IOException, InterruptedException {
    Path conf = folder.resolve("conf");
    run("init", "--host", "proxy.example.com", conf.toString()).success();
    Path yaml = conf.resolve("gatepost.yaml");
    Files.writeString(
        yaml,
        Files.readString(yaml)
            .replace(
                "attributes: {}", "attributes: {zimbraReverseProxyImapStartTlsMode: perhaps}"));
    for (String[] command :
        new String[][] {
          {"run", "-c", yaml.toString()}, {"config", "check", "-c", yaml.toString()}
        }) {
      Result result = run(command);
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.output())
          .contains("zimbraReverseProxyImapStartTlsMode", "perhaps", "allowed:");
    }
  }

  @Test
  void aDirectoryThatCannotBeReadIsNoMistakeInTheConfiguration()
      throws IOException, InterruptedException {
    Path conf = folder.resolve("conf");
    run("init", "--host", "proxy.example.com", conf.toString()).success();
    Files.writeString(conf.resolve("directory.ldif"), "dn: cn=zimbra\nthis is no LDIF\n");
    Result result = run("run", "-c", conf.resolve("gatepost.yaml").toString());
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.output()).contains("directory.ldif");
  }

  @Test
  void aCommandThatNobodyKnowsIsExplained() throws IOException, InterruptedException {
    Result result = run("rum");
    assertThat(result.exit()).isEqualTo(64);
    assertThat(result.output()).contains("rum", "--help");
  }
}
