package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.LdapServer;
import org.gatepost.testing.RealMemcached;
import org.gatepost.testing.ScriptedUpstream;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that proxies share in a real memcached, and what happens if it cannot be trusted. */
@Timeout(60)
final class SharedRoutesIT {
  private static final String ROUTE = "route:proto=imap;user=alice@example.org";
  private static final String ALICE = "uid=alice,ou=people,dc=example,dc=org";

  private RealMemcached memcached;
  private ScriptedUpstream mailbox;
  private ScriptedUpstream thief;

  @BeforeEach
  void start() throws IOException {
    memcached = RealMemcached.start();
    mailbox = ScriptedUpstream.start(TestNames.MAILBOX_A, ScriptedUpstream.imapLogin("a"));
    thief = ScriptedUpstream.start(TestNames.MAILBOX_B, ScriptedUpstream.imapLogin("a"));
  }

  @AfterEach
  void stop() throws IOException {
    thief.close();
    mailbox.close();
    memcached.close();
  }

  private GatepostServer.Setup setup(Path folder) {
    return GatepostServer.in(folder)
        .mailbox(TestNames.MAILBOX_A, mailbox)
        .memcached(memcached)
        .attribute("zimbraReverseProxyConnectTimeout", "5s")
        .attribute("gatepostLocalRouteTTL", "0s");
  }

  private GatepostServer.Setup withAlice(Path folder) {
    return setup(folder).account("alice", TestNames.MAILBOX_A);
  }

  private static void logIn(GatepostServer server, String name) throws IOException {
    try (Wire client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN " + name + " demo").expect("a OK Logged in.");
    }
  }

  private static String addressOf(ScriptedUpstream upstream) {
    return upstream.address().getHostAddress() + ":" + upstream.port();
  }

  private static String hashed(String key) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
  }

  private String kept(String key) throws Exception {
    return memcached.command("get " + hashed(key));
  }

  private void awaitKept(String key, String value) throws Exception {
    String wanted = "VALUE %s 0 %d\n%s\nEND\n".formatted(hashed(key), value.length(), value);
    await(() -> kept(key).equals(wanted), () -> "there is: " + kept(key));
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private interface Words {
    String say() throws Exception;
  }

  private static void await(Condition condition, Words otherwise) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(otherwise.say());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private void put(String key, String value) throws Exception {
    memcached.put(hashed(key), 0, value);
  }

  @Test
  void whatOneProxyHasLookedUpAnotherFindsInMemcached(@TempDir Path first, @TempDir Path second)
      throws Exception {
    try (var looksUp = withAlice(first).start();
        var finds = setup(second).start()) {
      logIn(looksUp, "alice@example.org");
      awaitKept(ROUTE, addressOf(mailbox));
      logIn(finds, "alice@example.org");
      finds.awaitLog("client logged in", "alice@example.org");
      assertThat(finds.counted("gatepost_routes_total{source=\"memcached\"}")).isEqualTo(1);
      assertThat(finds.counted("gatepost_routes_total{source=\"lookup\"}")).isZero();
    }
    mailbox.assertAllWentAsWritten();
  }

  @Test
  void bareNameIsKeptAsAliasForTheClientsAddress(@TempDir Path first, @TempDir Path second)
      throws Exception {
    try (var looksUp = withAlice(first).start();
        var finds = setup(second).start()) {
      logIn(looksUp, "alice");
      awaitKept("alias:user=alice;ip=127.0.0.1", "alice@example.org");
      awaitKept(ROUTE, addressOf(mailbox));
      logIn(finds, "alice");
      assertThat(finds.counted("gatepost_routes_total{source=\"memcached\"}")).isEqualTo(1);
    }
  }

  @Test
  void qualifiedLoginOfTheDefaultDomainLeavesAnAliasForTheBareName(@TempDir Path folder)
      throws Exception {
    try (var server = withAlice(folder).start()) {
      logIn(server, "alice@example.org");
      awaitKept("alias:user=alice;ip=127.0.0.1", "alice@example.org");
    }
  }

  @Test
  void onceAnAliasIsKnownOneQuestionToMemcachedIsEnough(@TempDir Path folder) throws Exception {
    try (var server = withAlice(folder).start()) {
      logIn(server, "alice");
      awaitKept(ROUTE, addressOf(mailbox));
      // Writing down what was kept takes questions, too.
      await(
          () ->
              kept("gatepost:keys;account=alice@example.org")
                  .matches("(?s).*(route:.*alias:|alias:.*route:).*"),
          () -> "not all is written down");
      long before = questions();
      logIn(server, "alice");
      logIn(server, "alice");
      assertThat(questions() - before).isEqualTo(2);
      assertThat(server.counted("gatepost_routes_total{source=\"memcached\"}")).isEqualTo(2);
    }
  }

  private long questions() throws IOException {
    return memcached
        .command("stats")
        .lines()
        .filter(line -> line.startsWith("STAT cmd_get "))
        .mapToLong(line -> Long.parseLong(line.substring("STAT cmd_get ".length())))
        .sum();
  }

  @Test
  void nameInAnotherLetterCaseIsTheSameAccount(@TempDir Path first, @TempDir Path second)
      throws Exception {
    try (var looksUp = withAlice(first).start();
        var finds = setup(second).start()) {
      logIn(looksUp, "Alice@Example.ORG");
      awaitKept(ROUTE, addressOf(mailbox));
      logIn(finds, "ALICE@example.org");
      assertThat(finds.counted("gatepost_routes_total{source=\"memcached\"}")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "127.0.0.1",
        "127.0.0.1:0",
        "127.0.0.1:99999",
        "[::1]",
        "evil.example.com:143",
        "127.0.0.1:143\r\nset x 0 0 1\r\n1"
      })
  void nonsenseInMemcachedIsThrownAway(String value, @TempDir Path folder) throws Exception {
    put(ROUTE, value);
    try (var server = withAlice(folder).start()) {
      logIn(server, "alice@example.org");
      awaitKept(ROUTE, addressOf(mailbox));
    }
  }

  @Test
  void passwordIsNeverSentWhereMemcachedAloneSaysSo(@TempDir Path folder) throws Exception {
    put(ROUTE, addressOf(thief));
    put("alias:user=alice;ip=127.0.0.1", "alice@example.org");
    try (var server = withAlice(folder).start()) {
      logIn(server, "alice");
      awaitKept(ROUTE, addressOf(mailbox));
      assertThat(server.counted("gatepost_routes_distrusted_total{reason=\"unknown-upstream\"}"))
          .isEqualTo(1);
    }
    assertThat(thief.connections()).isZero();
    mailbox.assertAllWentAsWritten();
  }

  @Test
  void serverOutsideIsKnownToItsOwnDomainAlone(@TempDir Path folder) throws Exception {
    put(ROUTE, addressOf(thief));
    String neighbour =
        """
        dn: dc=neighbour,dc=org
        objectClass: dcObject
        objectClass: organization
        objectClass: zimbraDomain
        dc: neighbour
        o: neighbour
        zimbraDomainName: neighbour.org
        zimbraReverseProxyUseExternalRoute: TRUE
        zimbraReverseProxyUseExternalRouteIfAccountNotExist: TRUE
        zimbraExternalImapHostname: %s
        zimbraExternalImapPort: %d\
        """
            .formatted(TestNames.MAILBOX_B, thief.port());
    thief.plays(
        ScriptedUpstream.transcript(
            """
            S: * OK ready
            C: a ID ...
            S: a OK done
            C: a LOGIN {19}
            S: + go on
            C: carol@neighbour.org {4}
            S: + go on
            C: demo
            S: a OK Logged in.\
            """));
    try (var server = withAlice(folder).entry(neighbour).start()) {
      logIn(server, "carol@neighbour.org");
      logIn(server, "carol@neighbour.org");
      assertThat(server.counted("gatepost_routes_total{source=\"memcached\"}")).isEqualTo(1);
      logIn(server, "alice@example.org");
      put("alias:user=alice;ip=127.0.0.1", "carol@neighbour.org");
      logIn(server, "alice");
    }
    assertThat(thief.connections()).isEqualTo(2);
  }

  @Test
  void otherPortOfAKnownServerIsNotKnown(@TempDir Path folder) throws Exception {
    try (var onSameHost =
        ScriptedUpstream.start(TestNames.MAILBOX_A, ScriptedUpstream.imapLogin("a"))) {
      put(ROUTE, addressOf(onSameHost));
      try (var server = withAlice(folder).start()) {
        logIn(server, "alice@example.org");
      }
      assertThat(onSameHost.connections()).isZero();
    }
  }

  @Test
  void aliasCannotBringACommandToTheMailboxServer(@TempDir Path folder) throws Exception {
    put("alias:user=alice;ip=127.0.0.1", "x@example.org%0D%0Aa1 DELETE INBOX");
    try (var server = withAlice(folder).start()) {
      logIn(server, "alice");
    }
    mailbox.assertAllWentAsWritten();
  }

  @Test
  void signedRoutesAreShared(@TempDir Path first, @TempDir Path second) throws Exception {
    try (var looksUp = signing(withAlice(first), first).start();
        var finds = signing(setup(second), second).start()) {
      logIn(looksUp, "alice");
      await(() -> !kept("signed:" + ROUTE).equals("END\n"), () -> "nothing is kept");
      assertThat(kept(ROUTE)).isEqualTo("END\n");
      logIn(finds, "alice");
      assertThat(finds.counted("gatepost_routes_total{source=\"memcached\"}")).isEqualTo(1);
    }
  }

  @Test
  void unsignedRouteIsNoneWhereRoutesAreSigned(@TempDir Path folder) throws Exception {
    put(ROUTE, addressOf(thief));
    put("signed:" + ROUTE, addressOf(thief));
    try (var server = signing(withAlice(folder), folder).start()) {
      logIn(server, "alice@example.org");
      assertThat(server.counted("gatepost_routes_distrusted_total{reason=\"unsigned\"}"))
          .isEqualTo(1);
    }
    assertThat(thief.connections()).isZero();
  }

  private static GatepostServer.Setup signing(GatepostServer.Setup setup, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("routes.key"), "0123456789abcdef0123456789abcdef\n");
    return setup.attribute("gatepostRouteSigningKeyFile", "routes.key");
  }

  @Test
  void routeToADeadServerIsLookedUpAnewAndCorrectedForAll(@TempDir Path folder) throws Exception {
    try (var second =
        ScriptedUpstream.start(TestNames.MAILBOX_B, ScriptedUpstream.imapLogin("a"))) {
      put(ROUTE, addressOf(mailbox));
      var setup = withAlice(folder).mailbox(TestNames.MAILBOX_B, second);
      try (var ldap = LdapServer.start(setup.ldif());
          var server = setup.directory("url: [\"" + ldap.url() + "\"]").start()) {
        ldap.replace(ALICE, "zimbraMailHost", TestNames.MAILBOX_B);
        mailbox.close();
        logIn(server, "alice@example.org");
        awaitKept(ROUTE, addressOf(second));
      }
    }
  }

  @Test
  void routeThatIsRefusedIsLookedUpAnewAndTheClientHearsOfNothing(@TempDir Path folder)
      throws Exception {
    mailbox.plays(
        ScriptedUpstream.transcript(
            """
            S: * OK ready
            C: a ID ...
            S: a OK done
            C: a LOGIN {17}
            S: + go on
            C: alice@example.org {4}
            S: + go on
            C: demo
            S: a NO [REFERRAL imap://elsewhere/] the mailbox has moved\
            """));
    try (var second =
        ScriptedUpstream.start(TestNames.MAILBOX_B, ScriptedUpstream.imapLogin("a"))) {
      put(ROUTE, addressOf(mailbox));
      try (var server =
          setup(folder)
              .mailbox(TestNames.MAILBOX_B, second)
              .account("alice", TestNames.MAILBOX_B)
              .start()) {
        logIn(server, "alice@example.org");
        awaitKept(ROUTE, addressOf(second));
      }
    }
  }

  @Test
  void withoutMemcachedEverythingWorks(@TempDir Path folder) throws Exception {
    memcached.kill();
    try (var server = withAlice(folder).start()) {
      logIn(server, "alice");
      logIn(server, "alice@example.org");
      assertThat(server.counted("gatepost_routes_total{source=\"lookup\"}")).isEqualTo(2);
      assertThat(
              server.counted(
                  "gatepost_memcached_operations_total{result=\"unavailable\",server=\""
                      + memcached.name()
                      + "\"}"))
          .isPositive();
    }
  }

  @Test
  void frozenMemcachedCostsOneWaitAndNoLogin(@TempDir Path folder) throws Exception {
    try (var server =
        withAlice(folder).attribute("zimbraReverseProxyCacheFetchTimeout", "300ms").start()) {
      logIn(server, "alice");
      memcached.freeze();
      for (int i = 0; i < 5; i++) {
        logIn(server, "alice");
      }
      assertThat(server.counted("gatepost_routes_total{source=\"lookup\"}")).isEqualTo(6);
      memcached.thaw();
    }
  }
}
