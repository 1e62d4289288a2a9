package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.gatepost.net.tls.SelfSigned;
import org.gatepost.testing.Dovecot;
import org.gatepost.testing.Installed;
import org.gatepost.testing.Programs.Result;
import org.gatepost.testing.ScriptedLookupHandler;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The procedures of the articles that administrators follow, each command as they type it, and what
 * is different on the wire afterwards. The server runs all the time.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class ArticlesIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  // The names of tests are known to this process alone; nobody listens at the third.
  private static final String ON_A = TestNames.addressOf(TestNames.MAILBOX_A).getHostAddress();
  private static final String ON_B = TestNames.addressOf(TestNames.MAILBOX_B).getHostAddress();
  private static final String NOWHERE = "127.0.0.14";

  @TempDir private Path folder;
  private final int port = Installed.freePort();
  private Dovecot mailbox;
  private Installed program;

  @BeforeEach
  void startMailbox() throws Exception {
    mailbox = Dovecot.start(TestNames.MAILBOX_A, List.of("alice@example.org"));
    SelfSigned.write(folder.resolve("proxy.crt"), folder.resolve("proxy.key"), List.of("proxy"));
    program = Installed.in(folder.resolve("program"), folder.resolve("gatepost.yaml"));
  }

  @AfterEach
  void stop() throws IOException {
    program.run("gatepost", "ctl", "stop", "--now").success();
    mailbox.close();
  }

  private void start(String lookup, int handlerPort) throws IOException {
    Files.writeString(
        folder.resolve("directory.ldif"),
        Files.readString(Path.of("src/test/resources/org/gatepost/articles.ldif"))
            .replace("MAILBOX_ADDRESS", ON_A)
            .replace("MTA_ADDRESS", ON_B)
            .replace("NO_ADDRESS", NOWHERE)
            .replace("IMAP_PORT", String.valueOf(mailbox.imapPort()))
            .replace("IMAPS_PORT", String.valueOf(mailbox.imapsPort()))
            .replace("HANDLER_PORT", String.valueOf(handlerPort)));
    Files.writeString(
        folder.resolve("gatepost.yaml"),
        """
        server: proxy.example.com
        roles: [proxy]
        directory: {file: directory.ldif}
        routes: {lookup: %s}
        doors:
          - {address: 127.0.0.1, port: %d, protocol: imap, tls: none}
        tls:
          certificate: proxy.crt
          key: proxy.key
          upstream: {trust: insecure}
        attributes:
          gatepostLocalRouteTTL: 0s
          zimbraReverseProxyAuthWaitInterval: 0s
        """
            .formatted(lookup, port));
    assertThat(program.type("zmproxyctl start").success()).contains("done.");
  }

  /** A command that succeeds without a word. */
  private void silently(String line) throws IOException {
    assertThat(program.type(line)).as(line).isEqualTo(new Result(0, ""));
  }

  private String login(String user) throws IOException {
    try (Wire client = Wire.to(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))) {
      client.expectStart("* OK");
      return client.say("a LOGIN " + user + "@example.org demo").expectStart("a ");
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log/nginx.log"));
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private boolean loginGoesTo(int upstreamPort) {
    try (Wire client = Wire.to(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))) {
      client.expectStart("* OK");
      client.say("a LOGIN alice@example.org demo").expectStart("a OK");
      return program
          .run("gatepost", "ctl", "sessions")
          .success()
          .contains(ON_A + ":" + upstreamPort);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void terminationOfTlsForTheWayInside() throws Exception {
    start("directory", 7072);
    assertThat(loginGoesTo(mailbox.imapsPort())).as("with TLS before").isTrue();

    silently("zmprov ms 'proxy.example.com' zimbraReverseProxySSLToUpstreamEnabled FALSE");
    silently("zmprov ms 'proxy.example.com' zimbraReverseProxyMailMode both");
    silently("zmprov ms 'mailbox.example.com' zimbraMailMode both");

    await("in the clear afterwards", () -> loginGoesTo(mailbox.imapPort()));
    assertThat(program.type("zmprov gs proxy.example.com zimbraReverseProxyMailMode").success())
        .isEqualTo("# name proxy.example.com\nzimbraReverseProxyMailMode: both\n\n");
    assertThat(program.type("zmprov garpb").success()).contains("server " + ON_A + ":");
  }

  @Test
  void aServerWithoutMailboxesIsTakenOffTheListOfLookups() throws Exception {
    try (ScriptedLookupHandler good =
            ScriptedLookupHandler.start(
                TestNames.MAILBOX_A, ScriptedLookupHandler.routesTo(ON_A, mailbox.imapsPort()));
        ScriptedLookupHandler mta =
            ScriptedLookupHandler.start(
                TestNames.MAILBOX_B,
                good.port(),
                ScriptedLookupHandler.routesTo(ON_A, mailbox.imapsPort()))) {
      start("handlers", good.port());
      Path list = folder.resolve("nginx.conf.zmlookup");
      assertThat(Files.readString(list)).contains(ON_A, ON_B);
      await("both are asked before", () -> asked(mta));

      silently("zmprov ms mta.example.com zimbraReverseProxyLookupTarget FALSE");
      assertThat(program.type("zmprov gcf zimbraReverseProxyLookupTarget").success())
          .isEqualTo("zimbraReverseProxyLookupTarget: FALSE\n");
      assertThat(program.type("zmprov garpu").success()).contains(ON_A).doesNotContain(ON_B);

      await("the list is written anew", () -> isWithout(list, ON_B));
      int before = mta.lookups().size();
      for (int i = 0; i < 4; i++) {
        assertThat(login("alice")).startsWith("a OK");
      }
      assertThat(mta.lookups()).as("asked no more").hasSize(before);
    }
  }

  private boolean asked(ScriptedLookupHandler handler) {
    try {
      return login("alice").startsWith("a OK") && !handler.lookups().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isWithout(Path list, String host) {
    try {
      return !Files.readString(list).contains(host);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aDeadMailboxServerCostsItsUsersAQuickAnswerAndNobodyElseAnything() throws Exception {
    start("directory", 7072);
    Result seconds = program.type("zmprov mcf zimbraMailProxyReconnectTimeout 125");
    assertThat(seconds.exit()).isZero();
    assertThat(seconds.output()).contains("seconds", "125", "2 min 5 s");
    silently("zmprov mcf zimbraMailProxyMaxFails 5");
    assertThat(program.type("zmproxyctl restart").success()).contains("done.");

    for (int i = 0; i < 5; i++) {
      assertThat(login("erin")).startsWith("a NO [UNAVAILABLE]");
    }
    assertThat(program.run("gatepost", "ctl", "status", "-v").success())
        .contains("restingUpstreams: [" + NOWHERE);
    assertThat(login("erin")).startsWith("a NO [UNAVAILABLE]");
    await("the log says so", this::sixthIsNotTried);
    assertThat(login("alice")).startsWith("a OK");
  }

  private boolean sixthIsNotTried() {
    try {
      return log().lines().filter(line -> line.contains("Connection refused")).count() == 5
          && log().contains("it is left alone for now");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void commandsThatAnArticlePrintsWithoutTheirValueSayHowTheyAreMeant() throws Exception {
    start("directory", 7072);
    Result usage = program.type("zmprov mcf zimbraMailProxyReconnectTimeout");
    assertThat(usage.exit()).isEqualTo(1);
    assertThat(usage.output())
        .contains("usage:  modifyConfig(mcf)", "zmprov mcf zimbraMailProxyReconnectTimeout 125");
  }
}
