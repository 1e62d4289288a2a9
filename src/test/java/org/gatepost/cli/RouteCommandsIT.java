package org.gatepost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gatepost.route.Seal;
import org.gatepost.testing.GatepostServer;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The commands about routes as operators run them, with real memcached servers. */
@Timeout(120)
final class RouteCommandsIT {
  private static final List<String> PROTOCOLS =
      List.of("http", "imap", "pop3", "httpssl", "imapssl", "pop3ssl");
  private static final String UMLAUT = "j\u00fcrgen@example.org";

  @TempDir private Path folder;
  private RealMemcached first;
  private RealMemcached second;
  private Path file;

  /** What a command has said. */
  private record Ran(int exit, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  @BeforeEach
  void start() throws IOException {
    first = RealMemcached.start();
    second = RealMemcached.start();
    file = configure("");
  }

  @AfterEach
  void stop() {
    second.close();
    first.close();
  }

  private Path configure(String attributes) throws IOException {
    return configure(
        "directory: {file: directory.ldif}\nroutes: {memcached: [%s, %s]}"
            .formatted(first.name(), second.name()),
        attributes);
  }

  private Path configure(String sources, String attributes) throws IOException {
    Files.writeString(folder.resolve("directory.ldif"), ldif());
    return Files.writeString(
        folder.resolve("gatepost.yaml"),
        """
        server: proxy.example.org
        roles: [proxy]
        %s
        attributes:
          zimbraReverseProxyCacheFetchTimeout: 1s
        %s
        """
            .formatted(sources, attributes.indent(2)));
  }

  private static String ldif() {
    return withPlaces(
        GatepostServer.in(Path.of("."))
            .mailbox(TestNames.MAILBOX_A, 7143, 7993, 7110, 7995)
            .account("bob", TestNames.MAILBOX_A)
            .entry(
                """
                dn: uid=alice,ou=people,dc=example,dc=org
                objectClass: inetOrgPerson
                objectClass: zimbraAccount
                uid: alice
                cn: alice
                sn: alice
                zimbraId: 11111111-2222-3333-4444-555555555555
                zimbraMailDeliveryAddress: Alice@example.org
                zimbraMailAlias: al@example.org
                zimbraMailAlias: info@other.example
                zimbraMailHost: a.mailbox.test
                zimbraAccountStatus: active

                dn: uid=juergen,ou=people,dc=example,dc=org
                objectClass: inetOrgPerson
                objectClass: zimbraAccount
                uid: juergen
                cn: juergen
                sn: juergen
                zimbraId: id-of-juergen
                zimbraMailDeliveryAddress:: asO8cmdlbkBleGFtcGxlLm9yZw==
                zimbraMailHost: a.mailbox.test
                zimbraAccountStatus: active

                dn: dc=alias,dc=org
                objectClass: dcObject
                objectClass: organization
                objectClass: zimbraDomain
                dc: alias
                o: alias.org
                zimbraDomainName: alias.org
                zimbraDomainType: alias
                zimbraDomainAliasTargetId: id-of-example\
                """)
            .ldif());
  }

  private static String withPlaces(String ldif) {
    return ldif.replace(
        "zimbraDomainName: example.org\n",
        """
        zimbraDomainName: example.org
        zimbraId: id-of-example
        zimbraVirtualIPAddress: 203.0.113.7
        zimbraVirtualHostname: mail.example.org
        """);
  }

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = GatepostCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ran(exit, out.toString(), err.toString());
  }

  private Ran purge(String... arguments) {
    return run(
        Stream.concat(Stream.of("zmproxypurge", "-c", file.toString()), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private static String hashed(String key) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void put(RealMemcached server, String key, String value) throws IOException {
    server.put(hashed(key), 0, value);
  }

  private static Set<String> held(RealMemcached server) throws IOException {
    return server
        .command("lru_crawler metadump hash")
        .lines()
        .filter(line -> line.startsWith("key="))
        .map(line -> line.substring(4, line.indexOf(' ')))
        .map(key -> URLDecoder.decode(key, StandardCharsets.UTF_8))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void assertNothingIsHeld() throws IOException {
    assertThat(held(first)).isEmpty();
    assertThat(held(second)).isEmpty();
  }

  /** The keys of spec http 5.8, one by one. */
  private static List<String> keysOfTheOriginal() {
    List<String> keys = new ArrayList<>();
    for (String protocol : PROTOCOLS) {
      for (String name :
          List.of(
              "Alice",
              "Alice@example.org",
              "Alice@203.0.113.7",
              "al@example.org",
              "info@other.example",
              "al@203.0.113.7",
              "info@203.0.113.7",
              "Alice@alias.org",
              "al@alias.org",
              "info@alias.org")) {
        keys.add("route:proto=" + protocol + ";user=" + name);
      }
    }
    String id = "id=11111111-2222-3333-4444-555555555555";
    keys.add("route:proto=http;" + id);
    keys.add("route:proto=httpssl;" + id);
    keys.add("route:proto=httpssl;admin=1;" + id);
    for (String name : List.of("Alice", "al", "info")) {
      keys.add("alias:user=" + name + ";ip=203.0.113.7");
      keys.add("alias:user=" + name + ";ip=alias.org");
      keys.add("alias:user=" + name + ";vhost=mail.example.org");
    }
    keys.add("alias:user=Alice;ip=example.org");
    return keys;
  }

  @Test
  void everyKeyOfTheOriginalIsPurgedOnEveryServerAndPrinted() throws IOException {
    for (String key : keysOfTheOriginal()) {
      put(first, key, "192.0.2.1:143");
      put(second, key, "192.0.2.1:143");
    }
    Ran ran = purge("-a", "alice@example.org");
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    for (String key : keysOfTheOriginal()) {
      assertThat(ran.lines())
          .contains("Purging " + key + " on server " + first.name())
          .contains("Purging " + key + " on server " + second.name());
    }
    assertNothingIsHeld();
  }

  @Test
  void keysThatTheOriginalCannotReachAreFound() throws IOException {
    put(first, "alias:user=ALICE;ip=192.0.2.77", "alice@example.org");
    put(second, "alias:user=al;ip=192.0.2.78", "al@example.org");
    put(first, "alias:user=alice;vhost=mail.example.org:8443", "ALICE@Example.org");
    put(second, "alias:user=a.lice;ip=192.0.2.79", "aLiCe@example.org");
    put(first, "route:proto=imapssl;user=aLiCe@example.org", "192.0.2.1:993");
    put(second, "route:proto=imap;user=ALICE@EXAMPLE.ORG", "192.0.2.1:143");
    put(first, "route:proto=pop3;user=Al@Example.org", "192.0.2.1:110");
    put(second, "route:proto=imap;user=AlIcE@example.org", "192.0.2.1:143");
    put(
        first,
        "route:proto=httpssl;zx=1;id=11111111-2222-3333-4444-555555555555",
        "192.0.2.1:8443");
    put(
        second,
        "route:proto=http;admin=1;id=11111111-2222-3333-4444-555555555555",
        "192.0.2.1:7071");
    put(first, "throttle:user=alice@example.org", "3");

    Ran ran = purge("-a", "AlIcE@example.org");
    assertThat(ran.exit()).isZero();
    assertThat(ran.lines())
        .contains(
            "Purging " + hashed("alias:user=ALICE;ip=192.0.2.77") + " on server " + first.name())
        .contains("Purging route:proto=imap;user=ALICE@EXAMPLE.ORG on server " + second.name());
    assertNothingIsHeld();
  }

  @Test
  void keysInClearAreFound() throws IOException {
    file = configure("gatepostMemcachedKeys: clear");
    for (String key :
        List.of(
            "route:proto=imap;user=alice@192.0.2.10",
            "route:proto=imap;user=Alice@2001:db8::1",
            "route:proto=imap;user=aLICe@example.org",
            "throttle:user=ALIce@example.org")) {
      first.put(key, 0, "192.0.2.1:143");
    }
    second.put("alias:user=alice;ip=192.0.2.10", 0, "alice@example.org");
    second.put("alias:user=x;vhost=y", 0, "ALICE@alias.org");
    assertThat(purge("-a", "alice@example.org").exit()).isZero();
    assertNothingIsHeld();
  }

  @Test
  void entriesOfOthersStay() throws IOException {
    file = configure("gatepostMemcachedKeys: clear");
    List<String> others =
        List.of(
            hashed("alias:user=bob;ip=192.0.2.77") + " bob@example.org",
            hashed("alias:user=info;ip=192.0.2.77") + " info@alias.org",
            "alias:user=alice;ip=192.0.2.80 alice@third.example",
            "route:proto=imap;user=bob@example.org 192.0.2.1:143",
            "route:proto=imap;user=bob@192.0.2.10 192.0.2.1:143",
            "session:user=alice@example.org something",
            "of-another-program alice@example.org");
    for (String other : others) {
      first.put(other.substring(0, other.indexOf(' ')), 0, other.substring(other.indexOf(' ') + 1));
    }
    assertThat(purge("-a", "alice@example.org").exit()).isZero();
    assertThat(held(first)).hasSize(others.size());
  }

  private static void logIn(GatepostServer server, String name) throws IOException {
    try (Wire client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN " + name + " demo").expect("a OK Logged in.");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothingIsLeftOfWhatARunningProxyHasWritten(boolean signed) throws Exception {
    Path proxy = folder.resolve("proxy");
    Files.createDirectories(proxy);
    try (var mailbox =
        ScriptedUpstream.start(TestNames.MAILBOX_A, ScriptedUpstream.imapLogin("a"))) {
      var setup =
          GatepostServer.in(proxy)
              .mailbox(TestNames.MAILBOX_A, mailbox)
              .account("alice", TestNames.MAILBOX_A)
              .memcached(first, second);
      if (signed) {
        Files.writeString(proxy.resolve("routes.key"), "0123456789abcdef0123456789abcdef\n");
        setup.attribute("gatepostRouteSigningKeyFile", "routes.key");
      }
      try (var server = setup.start()) {
        logIn(server, "alice");
        // The route, the alias, and both on the list.
        await(() -> held(first).size() + held(second).size() == 3 && listed().lines().count() == 2);
        file = proxy.resolve("gatepost.yaml");
        Ran got = run("route", "get", "-c", file.toString(), "alice@example.org");
        assertThat(got.exit()).isZero();
        assertThat(got.lines()).hasSize(2);
        String seal = signed ? "signed:" : "";
        assertThat(got.out())
            .contains(seal + "alias:user=alice;ip=127.0.0.1 -- alice@example.org")
            .contains(seal + "route:proto=imap;user=alice@example.org -- ");
        assertThat(run("route", "purge", "-c", file.toString(), "alice@example.org").exit())
            .isZero();
        assertNothingIsHeld();
      }
    }
  }

  private String listed() throws IOException {
    String list = hashed("gatepost:keys;account=alice@example.org");
    return (first.command("get " + list) + second.command("get " + list))
        .lines()
        .filter(line -> line.matches("(route|alias):.*"))
        .collect(Collectors.joining("\n"));
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void listOfKeysLeadsToThoseThatNobodyCouldGuess() throws IOException {
    put(second, "route:proto=imap;user=alice@192.0.2.99", "192.0.2.1:143");
    put(first, "gatepost:keys;account=al@alias.org", "route:proto=imap;user=alice@192.0.2.99");
    Ran ran = purge("-a", "alice@example.org");
    assertThat(ran.out()).contains("route:proto=imap;user=alice@192.0.2.99");
    assertNothingIsHeld();
  }

  @Test
  void signedEntriesAreFoundBesideThoseOfOldProxies() throws IOException {
    Files.writeString(folder.resolve("routes.key"), "0123456789abcdef0123456789abcdef\n");
    file = configure("gatepostRouteSigningKeyFile: routes.key");
    var seal =
        new Seal.Signed(
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII),
            java.time.InstantSource.system());
    for (String key :
        List.of("alias:user=alice;ip=192.0.2.9", "route:proto=imap;user=Alice@example.org")) {
      String value = key.startsWith("alias") ? "alice@example.org" : "192.0.2.1:143";
      put(first, key, value);
      put(second, seal.key(key), seal.seal(seal.key(key), value, Duration.ofHours(1)));
    }
    assertThat(purge("-a", "alice@example.org").exit()).isZero();
    assertNothingIsHeld();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALICE@EXAMPLE.ORG",
        "al@example.org",
        "info@other.example",
        "alice@alias.org",
        "alice",
        "11111111-2222-3333-4444-555555555555"
      })
  void accountIsKnownByAnyOfItsNames(String name) throws IOException {
    put(first, "route:proto=imap;user=Alice@example.org", "192.0.2.1:143");
    put(first, "alias:user=alice;ip=192.0.2.77", "alice@example.org");
    Ran ran = purge("-a", name);
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    assertNothingIsHeld();
  }

  @ParameterizedTest
  @ValueSource(strings = {"j\u00fcrgen@example.org", "J\u00dcRGEN@example.org"})
  void namesBeyondAsciiAreHashedAsProxiesHashThem(String name) throws IOException {
    for (String protocol : PROTOCOLS) {
      put(first, "route:proto=" + protocol + ";user=" + UMLAUT, "192.0.2.1:143");
    }
    put(second, "alias:user=j\u00fcrgen;ip=203.0.113.7", "192.0.2.1:143");
    putBytes(second, hashed("alias:user=x;ip=192.0.2.77"), UMLAUT);
    Ran ran = purge("-a", name);
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    assertNothingIsHeld();
  }

  private static void putBytes(RealMemcached server, String key, String text) throws IOException {
    // The wire of tests has an octet a character.
    server.put(
        key, 0, new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
  }

  @Test
  void infoShowsAndDeletesNothing() throws IOException {
    put(first, "route:proto=imap;user=Alice@example.org", "192.0.2.1:143");
    put(second, "alias:user=Alice;ip=203.0.113.7", "Alice@example.org");
    Ran ran = purge("-i", "-a", "alice@example.org");
    assertThat(ran.exit()).isZero();
    assertThat(ran.lines())
        .containsExactlyInAnyOrder(
            "[%s] route:proto=imap;user=Alice@example.org -- 192.0.2.1:143".formatted(first.name()),
            "[%s] alias:user=Alice;ip=203.0.113.7 -- Alice@example.org".formatted(second.name()));
    assertThat(held(first)).hasSize(1);
    assertThat(held(second)).hasSize(1);

    assertThat(purge("-i", "-o", "%3$s|%2$s|%1$s", "-a", "alice@example.org").out())
        .contains("192.0.2.1:143|route:proto=imap;user=Alice@example.org|" + first.name());
    Ran wrong = purge("-i", "-o", "%4$d", "-a", "alice@example.org");
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.err()).startsWith("-o has the value \"%4$d\"; allowed:");
  }

  @Test
  void valuesCannotMoveTheCursor() throws IOException {
    put(first, "route:proto=imap;user=Alice@example.org", "\u001b[2Jx:143");
    assertThat(purge("-i", "-a", "alice@example.org").out()).contains(" -- ?[2Jx:143");
    assertThat(run("route", "get", "-c", file.toString(), "alice@example.org").out())
        .contains(" -- ?[2Jx:143");
  }

  @Test
  void accountsComeFromOptionsAndFromAFile() throws IOException {
    put(first, "route:proto=imap;user=Alice@example.org", "192.0.2.1:143");
    put(first, "route:proto=imap;user=bob@example.org", "192.0.2.1:143");
    put(first, "route:proto=imap;user=" + UMLAUT, "192.0.2.1:143");
    put(first, "alias:user=bob;ip=192.0.2.3", "bob@example.org");
    Path list =
        Files.writeString(folder.resolve("list.txt"), "bob@example.org\r\n\n  " + UMLAUT + "  \n");
    assertThat(purge("-a", "alice@example.org", "-a", "nobody@x", "-L", list.toString()).exit())
        .isZero();
    assertNothingIsHeld();

    Ran none = purge("-L", folder.resolve("absent").toString());
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err()).contains("absent cannot be read");
    Files.write(list, new byte[] {(byte) 0xfc, '\n'});
    assertThat(purge("-L", list.toString()).err()).contains("it is not UTF-8");
  }

  @Test
  void namedServersAreTheOnlyOnes() throws IOException {
    put(first, "route:proto=imap;user=Alice@example.org", "192.0.2.1:143");
    put(second, "route:proto=imap;user=Alice@example.org", "192.0.2.1:143");
    Ran ran = purge("-a", "alice@example.org", second.name());
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains(second.name()).doesNotContain(first.name());
    assertThat(held(first)).hasSize(1);
    assertThat(held(second)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:99999", "localhost:", ":11211", "", "[::1", "a:b:c", "a b"})
  void whatIsNoServerIsRefused(String server) {
    Ran ran = purge("-a", "alice@example.org", server);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .isEqualTo("\"%s\" is no memcached server; allowed: host:port.\n".formatted(server));
  }

  @Test
  void helpHasExitCodeOne() {
    Ran ran = run("zmproxypurge", "-h");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("--account", "--list", "--output", "--info", "host:port");
    assertThat(run("zmproxypurge", "--nonsense").exit()).isEqualTo(1);
    assertThat(run("route", "purge", "--nonsense").exit()).isEqualTo(64);
  }

  @Test
  void missingAccountsAndServersHaveTheOriginalsSentences() throws IOException {
    Ran noAccounts = purge();
    assertThat(noAccounts.exit()).isEqualTo(1);
    assertThat(noAccounts.err()).isEqualTo("No accounts specified (--help for help)\n");

    file = configure("directory: {file: directory.ldif}", "");
    Ran noServers = purge("-a", "alice@example.org");
    assertThat(noServers.exit()).isEqualTo(1);
    assertThat(noServers.err())
        .isEqualTo("No memcached servers found, and none specified (--help for help)\n");
    assertThat(noServers.out()).isEmpty();
  }

  @Test
  void unknownAccountHasSixPlainKeysAndWhatNamesIt() throws IOException {
    put(first, "alias:user=ghost;ip=192.0.2.3", "ghost@example.org");
    Ran ran = purge("-a", "ghost@example.org");
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEqualTo("error looking up accout: ghost@example.org\n");
    List<String> expected = new ArrayList<>();
    for (String protocol : PROTOCOLS) {
      for (RealMemcached server : List.of(first, second)) {
        expected.add(
            "Purging route:proto=%s;user=ghost@example.org on server %s"
                .formatted(protocol, server.name()));
      }
    }
    expected.add(
        "Purging %s on server %s".formatted(hashed("alias:user=ghost;ip=192.0.2.3"), first.name()));
    assertThat(ran.lines()).containsExactlyElementsOf(expected);
  }

  @Test
  void deadServerKeepsNobodyFromTheOthers() throws IOException {
    put(second, "alias:user=alice;ip=192.0.2.77", "alice@example.org");
    first.kill();
    Ran ran = purge("-a", "alice@example.org");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).doesNotContain(first.name());
    assertThat(ran.err()).isEqualTo("memcached " + first.name() + " cannot be reached\n");
    assertThat(held(second)).isEmpty();
  }

  @Test
  void frozenServersCostNoMoreThanOneTimeout() throws IOException {
    first.freeze();
    second.freeze();
    long began = System.nanoTime();
    Ran ran = purge("-a", "alice@example.org", "-a", "bob@example.org");
    assertThat(ran.exit()).isEqualTo(2);
    // One second, and what the command itself takes on a busy machine.
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
    assertThat(ran.err().lines()).hasSize(2);
    first.thaw();
    second.thaw();
  }

  @Test
  void serverThatDoesNotTellItsKeysIsNamed() throws IOException {
    try (var old = RealMemcached.start("-o", "no_lru_crawler")) {
      old.put(hashed("route:proto=imap;user=alice@example.org"), 0, "192.0.2.1:143");
      Ran ran = purge("-a", "alice@example.org", old.name());
      assertThat(ran.exit()).isZero();
      assertThat(old.command("get " + hashed("route:proto=imap;user=alice@example.org")))
          .isEqualTo("END\n");
      assertThat(ran.err()).contains("memcached " + old.name() + " does not tell all its keys");
    }
  }

  @Test
  void fiftyThousandOtherEntriesAreLookedThrough() throws IOException {
    String value = "x".repeat(4000);
    try (Wire wire = Wire.to(first.address())) {
      for (int batch = 0; batch < 50; batch++) {
        int from = batch * 1000;
        wire.send(
            IntStream.range(from, from + 1000)
                .mapToObj(i ->
                    "set %s 0 0 %d noreply\r\n%s\r\n"
                        .formatted(
                            hashed("k" + i),
                            i % 5 == 0 ? 4000 : 20,
                            i % 5 == 0 ? value : "u%06d@example.org ".formatted(i)))
                .collect(Collectors.joining()));
      }
      wire.say("version").expectStart("VERSION");
    }
    int before = held(first).size();
    assertThat(before).isGreaterThan(40_000);
    put(first, "alias:user=alice;ip=192.0.2.77", "alice@example.org");
    Ran ran = purge("-a", "alice@example.org", "-a", "bob@example.org");
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(held(first))
        .hasSize(before)
        .doesNotContain(hashed("alias:user=alice;ip=192.0.2.77"));
  }

  @Test
  void entriesThatAreInUseAreFound() throws IOException {
    String alias = hashed("alias:user=alice;ip=192.0.2.77");
    for (int i = 0; i < 20; i++) {
      first.put(alias, 0, "alice@example.org");
      first.command("get " + alias);
      first.command("get " + alias);
      assertThat(purge("-a", "alice@example.org").exit()).isZero();
      assertThat(held(first)).isEmpty();
    }
  }

  @Test
  void getShowsWhatIsThere() throws IOException {
    String config = file.toString();
    assertThat(run("route", "get", "-c", config, "alice@example.org").exit()).isEqualTo(1);
    put(first, "alias:user=alice;ip=192.0.2.77", "alice@example.org");
    Ran plain = run("route", "get", "-c", config, "alice@example.org");
    assertThat(plain.exit()).isZero();
    assertThat(plain.lines())
        .containsExactly(
            "[%s] %s -- alice@example.org"
                .formatted(first.name(), hashed("alias:user=alice;ip=192.0.2.77")));
    Ran json = run("route", "get", "-c", config, "--json", "alice@example.org");
    assertThat(strings(json.out()))
        .containsExactly(
            "server",
            first.name(),
            "key",
            hashed("alias:user=alice;ip=192.0.2.77"),
            "value",
            "alice@example.org");
    assertThat(run("route", "get", "-c", config, "--server", second.name(), "alice").exit())
        .isEqualTo(1);
    assertThat(run("route", "get", "-c", config).exit()).isEqualTo(64);
    first.kill();
    assertThat(run("route", "get", "-c", config, "--json", "alice").exit()).isEqualTo(2);
  }

  /** Names and strings of valid JSON, in their order. */
  private static List<String> strings(String json) {
    List<String> all = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (!token.isStructStart() && !token.isStructEnd()) {
          all.add(parser.getString());
        }
      }
    }
    return all;
  }

  @Test
  void whyTellsTheWayOrWhereElseToAsk() throws IOException {
    Ran known = run("route", "why", "-c", file.toString(), "alice@example.org");
    assertThat(known.exit()).isZero();
    assertThat(known.out()).contains("a.mailbox.test");
    assertThat(run("route", "why", "-c", file.toString(), "ghost@example.org").exit()).isEqualTo(1);
    Ran json = run("route", "why", "--json", "-c", file.toString(), "ghost@example.org");
    assertThat(strings(json.out()))
        .contains("steps", "failure", "user not found:ghost@example.org");
    Ran wrong = run("route", "why", "--client", "here", "-c", file.toString(), "alice");
    assertThat(wrong.exit()).isEqualTo(64);

    file = configure("routes: {lookup: handlers, handlers: [\"http://127.0.0.1:1/\"]}", "");
    Ran nowhere = run("route", "why", "-c", file.toString(), "alice@example.org");
    assertThat(nowhere.exit()).isEqualTo(1);
    assertThat(nowhere.err())
        .isEqualTo(
            "gatepost: %s names no directory; routes come from lookup handlers: ask them by gatepost lookup.\n"
                .formatted(file));
  }

  @ParameterizedTest
  @CsvSource({"hashed", "clear"})
  void hostWithoutDirectoryPurgesByTheNameAlone(String keys) throws IOException {
    file =
        configure(
            "routes: {lookup: handlers, handlers: [\"http://127.0.0.1:1/\"], memcached: [%s]}"
                .formatted(first.name()),
            "gatepostMemcachedKeys: " + keys);
    String alias = "alias:user=alice;ip=192.0.2.77";
    first.put(keys.equals("clear") ? alias : hashed(alias), 0, "alice@example.org");
    assertThat(purge("-a", "alice@example.org").exit()).isZero();
    assertThat(held(first)).isEmpty();
  }
}
