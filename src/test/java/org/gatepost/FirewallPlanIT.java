package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.gatepost.testing.Namespace;
import org.gatepost.testing.Programs;
import org.gatepost.testing.Programs.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code gatepost firewall plan}, as an administrator has it on one of two hosts. */
@Timeout(180)
final class FirewallPlanIT {
  private static final String QUESTION = "Keep them?";
  private static final String SESSION = "198.51.100.7 50000 10.0.0.5 2222";

  @TempDir private Path folder;
  private Namespace host;

  @BeforeEach
  void create() throws IOException {
    host = Namespace.create("proxy.example.com");
    host.shell("ip addr add 10.0.0.5/32 dev lo").success();
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void printedPlanIsAScriptThatMakesItSo() throws IOException {
    var script = plan("--for", "nftables", "--admin-from", "192.0.2.0/24").success();
    // Warnings are on standard error; no systemd rules here.
    var run =
        script.replaceAll("(?m)^gatepost: .*", "").replace("systemctl enable nftables.service", "");

    host.run(List.of("/bin/sh", "-e"), run, Map.of()).success();
    host.run(List.of("/bin/sh", "-e"), run, Map.of()).success();

    assertThat(table()).contains("dport 443 accept", "@from_administrators_v4 tcp dport 22");
    assertThat(Files.readString(host.file("/etc/nftables.conf")))
        .containsOnlyOnce("include \"/etc/nftables.d/gatepost*.nft\"");
  }

  @Test
  void filesAreWrittenButNotOverOthers() throws IOException {
    var files = folder.resolve("plan of today");
    var out = plan("--for", "ufw", "--write", files.toString()).success();

    assertThat(files.resolve("gatepost")).content().contains("[Gatepost-proxy]");
    assertThat(out)
        .contains("install -D -m 0644 '" + files + "/gatepost' /etc/ufw/applications.d/gatepost")
        .doesNotContain("[Gatepost-proxy]");
    plan("--for", "ufw", "--write", files.toString()).success();

    Files.writeString(files.resolve("gatepost"), "mine");
    var refused = plan("--for", "ufw", "--write", files.toString());
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.output()).contains("exists and is not of a plan; nothing was written");
    assertThat(files.resolve("gatepost")).hasContent("mine");
  }

  @Test
  void confirmedRulesStay() throws IOException {
    var result = apply("yes\n", "--for", "nftables", "--admin-from", "192.0.2.0/24");

    assertThat(result.success()).contains("tcp   443", "These rules stay.");
    assertThat(table()).contains("192.0.2.0/24");
    assertThat(Files.readString(host.file("/etc/nftables.conf"))).contains("gatepost*.nft");
  }

  @Test
  void rulesBeforeComeBackWithoutAnAnswerInTime() throws IOException, InterruptedException {
    apply("yes\n", "--for", "nftables", "--admin-from", "192.0.2.0/24").success();
    var before = table();
    var file = Files.readString(host.file("/etc/nftables.d/gatepost.nft"));

    try (var asked =
        new Asked(
            "--for", "nftables", "--admin-from", "198.51.100.0/24", "--confirm-within", "1")) {
      asked.reads(QUESTION);
      assertThat(asked.end()).isEqualTo(1);
      assertThat(asked.said).contains("The rules are again what they were before.");
    }
    assertThat(table()).isEqualTo(before);
    assertThat(host.file("/etc/nftables.d/gatepost.nft")).hasContent(file);
  }

  @Test
  void rulesBeforeComeBackWhenTheCommandIsKilled() throws IOException {
    try (var asked = new Asked("--for", "nftables", "--confirm-within", "3600")) {
      asked.reads(QUESTION);
      assertThat(table()).contains("dport 443");
      asked.kill();

      awaitRestored();
    }
    assertThat(host.run("nft", "list", "ruleset").success()).isEmpty();
    assertThat(host.file("/etc/nftables.d/gatepost.nft")).doesNotExist();
  }

  @Test
  void rulesBeforeComeBackWhenTheTerminalGoes() throws IOException {
    try (var asked = new Asked("--for", "nftables", "--confirm-within", "3600")) {
      asked.reads(QUESTION);
      asked.hangUp();

      awaitRestored();
    }
    assertThat(host.run("nft", "list", "ruleset").success()).isEmpty();
  }

  @Test
  void rulesBeforeComeBackWhenOneCommandFails() throws IOException {
    host.shell("iptables -A INPUT -p tcp --dport 25 -j ACCEPT; ip6tables -P INPUT DROP").success();
    var before = iptables();
    var programs = Files.createDirectory(folder.resolve("programs"));
    var failing = programs.resolve("ip6tables-restore");
    Files.writeString(
        failing,
        """
        #!/bin/sh
        case "$*" in '--noflush /etc/iptables/gatepost.v6') echo planted fault >&2; exit 1;; esac
        exec /usr/sbin/ip6tables-restore "$@"
        """);
    assertThat(failing.toFile().setExecutable(true)).isTrue();

    var result =
        host.run(
            command("--apply", "--yes", "--for", "iptables"),
            "yes\n",
            Map.of("PATH", programs + ":" + System.getenv("PATH")));

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.output())
        .contains("planted fault", "The rules are again what they were before.")
        .doesNotContain(QUESTION, "interrupted");
    assertThat(iptables()).isEqualTo(before);
  }

  @Test
  void ufwIsAsItWasUnlessConfirmed() throws IOException, InterruptedException {
    host.shell("ufw allow 8080/tcp; ufw --force enable").success();
    var before = iptables();
    var status = host.run("ufw", "status", "verbose").success();

    try (var asked = new Asked("--for", "ufw", "--confirm-within", "3600")) {
      asked.reads(QUESTION);
      assertThat(asked.said).contains("ufw allow 8080/tcp");
      assertThat(host.run("ufw", "status").success()).contains("Gatepost-proxy");
      asked.answers("no\n");
      assertThat(asked.end()).isEqualTo(1);
    }
    assertThat(iptables()).isEqualTo(before);
    assertThat(host.run("ufw", "status", "verbose").success()).isEqualTo(status);
    assertThat(host.file("/etc/ufw/applications.d/gatepost")).doesNotExist();
    host.run("ufw", "reload").success();
    assertThat(host.run("ufw", "status", "verbose").success()).isEqualTo(status);
  }

  @Test
  void ufwThatWasOffIsOffAgainUnlessConfirmed() throws IOException {
    var result = apply("no\n", "--for", "ufw");

    assertThat(result.output()).contains("The rules are again what they were before.");
    assertThat(host.run("ufw", "status").success()).isEqualTo("Status: inactive\n");
    assertThat(host.run("iptables", "-S").success())
        .isEqualTo("-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n");
  }

  @Test
  void firewalldHasThePlanAsItsZoneOrWhatItHadBefore() throws IOException {
    host.shell(
            """
            mkdir -p /run/dbus
            dbus-daemon --system --fork
            firewalld --nopid > /dev/null 2>&1
            until firewall-cmd --state > /dev/null 2>&1; do sleep 0.1; done
            """)
        .success();

    assertThat(apply("no\n", "--for", "firewalld").output())
        .contains("The rules are again what they were before.");
    assertThat(host.run("firewall-cmd", "--get-default-zone").success()).isEqualTo("public\n");
    assertThat(host.run("firewall-cmd", "--get-zones").success()).doesNotContain("gatepost");

    assertThat(apply("yes\n", "--for", "firewalld").success()).contains("These rules stay.");
    assertThat(host.run("firewall-cmd", "--get-default-zone").success()).isEqualTo("gatepost\n");
    assertThat(host.run("nft", "list", "ruleset").success()).contains("tcp dport 443 accept");
  }

  @Test
  void scriptsMayKeepTheRulesWithoutASecondAnswer() throws IOException {
    assertThat(apply("", "--for", "iptables", "--confirm-within", "0").output())
        .contains("These rules stay.")
        // It is not installed here.
        .contains("will not come back when this host starts", "netfilter-persistent");
    assertThat(host.run("iptables", "-S", "INPUT").success()).contains("-P INPUT DROP");
    assertThat(host.run("ip6tables", "-S", "INPUT").success()).contains("-P INPUT DROP");
  }

  @Test
  void rootIsNeeded() throws IOException {
    var line =
        Stream.concat(
            Stream.of("unshare", "--user"),
            command("--for", "nftables", "--apply", "--yes").stream());

    assertRefused(host.run(line.toList(), "yes\n", Map.of()), "run it as root");
  }

  @Test
  void firewallThatIsNotInstalledIsNamed() throws IOException {
    host.shell("mount --bind /dev/null \"$(readlink -f /usr/sbin/ufw)\"").success();

    assertRefused(apply("yes\n", "--for", "ufw"), "ufw is not installed here");
  }

  @Test
  void twoFirewallsAreRefused() throws IOException {
    host.shell("ufw allow 22/tcp; ufw --force enable").success();

    assertRefused(apply("", "--for", "nftables"), "ufw is active on this host");
    assertThat(host.run("nft", "list", "tables").success()).doesNotContain("gatepost");
  }

  @Test
  void denyThatUfwWouldAskBeforeTheRuleForSshIsRefused() throws IOException {
    host.shell("ufw deny 22/tcp").success();

    assertRefused(apply("yes\n", "--for", "ufw"), "Rules of ufw deny SSH");
    assertThat(host.run("ufw", "status").success()).contains("inactive");
  }

  @Test
  void planForAnotherHostIsPrintedButNotApplied() throws IOException {
    assertThat(plan("--for", "iptables", "--host", "mbx.example.com").success())
        .contains("--dport 7072 -m comment", "proxy.example.com\" -j ACCEPT");
    assertRefused(
        apply("", "--for", "nftables", "--host", "mbx.example.com"),
        "mbx.example.com is not this host: it has 10.0.0.11");
  }

  @Test
  void whoWorksOverSshIsNotLockedOut() throws IOException {
    var session = session();

    var result =
        host.run(
            command("--apply", "--yes", "--for", "nftables", "--admin-from", "192.0.2.0/24"),
            "yes\n",
            Map.of("SSH_CONNECTION", SESSION));

    assertRefused(result, "these rules would lock you out", "198.51.100.7");
    Namespace.stop(session);
  }

  @Test
  void portOfTheSessionIsKeptOpen() throws IOException {
    var session = session();

    assertThat(plan(Map.of("SSH_CONNECTION", SESSION), "--for", "nftables").success())
        .contains("tcp dport 2222 accept comment \"SSH for anyone\"");
    Namespace.stop(session);
  }

  @Test
  void sessionThatEndedLongAgoDoesNotCount() throws IOException {
    assertThat(plan(Map.of("SSH_CONNECTION", SESSION), "--for", "nftables").success())
        .contains("tcp dport 22 accept")
        .doesNotContain("2222");
  }

  @Test
  void withoutATerminalTheQuestionNeedsAnAnswerBeforehand() throws IOException {
    assertRefused(plan("--for", "nftables", "--apply"), "there is no terminal: add --yes");
  }

  @Test
  void summaryNamesWhatIsClosedAlthoughSomethingListens() throws IOException {
    var output = folder.resolve("listener");
    var listener = host.start(List.of("python3", "-m", "http.server", "8123"), Map.of(), output);
    await(() -> ss("-ltn").contains(":8123 "));

    assertThat(apply("no\n", "--for", "nftables").output())
        .containsPattern("Closed to all other hosts[^\n]*\n(?:.*\n)*.* 8123  python3");
    Namespace.stop(listener);
  }

  @Test
  void wrongWordsAreNamed() throws IOException {
    assertThat(plan("--for", "pf").exit()).isEqualTo(64);
    assertThat(plan("--for", "ufw", "--admin-from", "10.0.0.0/33").output())
        .contains("--admin-from 10.0.0.0/33 is not an address or network");
    assertThat(plan("--for", "ufw", "--admin-from", "127.0.0.0/8").output())
        .contains("--admin-from 127.0.0.0/8: nobody comes from there");
    assertThat(plan("--for", "nftables", "--compat-profile").exit()).isEqualTo(64);
    assertRefused(plan("--for", "ufw", "--host", "nobody.example.com"), "nobody.example.com");
  }

  private Result plan(String... arguments) throws IOException {
    return plan(Map.of(), arguments);
  }

  private Result plan(Map<String, String> environment, String... arguments) throws IOException {
    return host.run(command(arguments), "", environment);
  }

  /** A connection as that of {@link #SESSION} is; until it is stopped. */
  private Process session() throws IOException {
    host.shell("ip addr add 198.51.100.7/32 dev lo").success();
    var connection =
        """
        import signal, socket
        server = socket.create_server(("10.0.0.5", 2222))
        client = socket.create_connection(("10.0.0.5", 2222), source_address=("198.51.100.7", 50000))
        signal.pause()
        """;
    var process =
        host.start(List.of("python3", "-c", connection), Map.of(), folder.resolve("session"));
    await(() -> ss("-tn").contains("198.51.100.7:50000"));
    return process;
  }

  private Result apply(String answers, String... arguments) throws IOException {
    return host.run(
        command(
            Stream.concat(Stream.of("--apply", "--yes"), Stream.of(arguments))
                .toArray(String[]::new)),
        answers,
        Map.of());
  }

  private List<String> command(String... arguments) {
    var given = List.of(arguments);
    var always =
        Stream.of(
            "firewall",
            "plan",
            "--node",
            "proxy.example.com=10.0.0.5:proxy",
            "--node",
            "mbx.example.com=10.0.0.11:mailbox",
            "--saved",
            folder.resolve("saved").toString());
    var here =
        given.contains("--host") ? Stream.<String>of() : Stream.of("--host", "proxy.example.com");
    return Program.commandLine(
        Stream.of(always, here, given.stream()).flatMap(all -> all).toArray(String[]::new));
  }

  private static void assertRefused(Result result, String... sentences) {
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.output()).contains(sentences);
  }

  private String table() throws IOException {
    return host.run("nft", "-s", "list", "table", "inet", "gatepost").success();
  }

  private String iptables() throws IOException {
    return host.run("iptables", "-S").success() + host.run("ip6tables", "-S").success();
  }

  private String ss(String options) {
    try {
      return host.run("ss", options).success();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitRestored() {
    await(() -> {
      try (var all = Files.walk(folder.resolve("saved"))) {
        return all.anyMatch(path -> path.endsWith("restored"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** A plan that is being applied, and asks. */
  private final class Asked implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final StringBuilder said = new StringBuilder();

    Asked(String... arguments) throws IOException {
      process =
          new ProcessBuilder(
                  host.command(
                      command(
                          Stream.concat(Stream.of("--apply", "--yes"), Stream.of(arguments))
                              .toArray(String[]::new))))
              .redirectErrorStream(true)
              .start();
      out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Reads until it has said this. */
    void reads(String words) throws IOException {
      while (said.indexOf(words) < 0) {
        int next = out.read();
        if (next < 0) {
          throw new AssertionError("it has ended:\n" + said);
        }
        said.append((char) next);
      }
    }

    void answers(String line) throws IOException {
      process.outputWriter(StandardCharsets.UTF_8).append(line).flush();
    }

    /** Reads to its end; its exit code. */
    int end() throws IOException, InterruptedException {
      for (int next = out.read(); next >= 0; next = out.read()) {
        said.append((char) next);
      }
      return process.waitFor();
    }

    /** What it has started lives on. */
    void kill() {
      java().destroyForcibly();
    }

    void hangUp() throws IOException {
      Programs.run(List.of("kill", "-HUP", String.valueOf(java().pid()))).success();
    }

    private ProcessHandle java() {
      return process.children().findFirst().orElseThrow();
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
