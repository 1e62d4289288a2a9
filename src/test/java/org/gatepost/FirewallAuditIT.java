package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatepost.testing.Json;
import org.gatepost.testing.Namespace;
import org.gatepost.testing.Programs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A proxy with memcached that is as its whitelist has it, behind real ufw; then faults are planted,
 * one at a time.
 */
final class FirewallAuditIT {
  private static final String HOSTS =
      """
      127.0.0.1 localhost
      10.9.0.1 proxy1.test
      2001:db8:9::1 proxy1.test
      10.9.0.2 mbox1.test
      2001:db8:9::2 mbox1.test
      10.9.0.3 ldap1.test
      """;

  private static final String FILE =
      """
      server: proxy1.test
      roles: [proxy]
      directory:
        file: directory.ldif
      """;

  private static final String DIRECTORY =
      """
      dn: cn=zimbra
      objectClass: organizationalRole
      cn: zimbra

      dn: cn=config,cn=zimbra
      objectClass: organizationalRole
      objectClass: zimbraGlobalConfig
      cn: config
      zimbraReverseProxyMailMode: https
      zimbraMailSSLProxyPort: 443
      zimbraMailMode: https

      dn: cn=servers,cn=zimbra
      objectClass: organizationalRole
      cn: servers

      dn: cn=proxy1.test,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: proxy1.test
      zimbraServiceEnabled: proxy
      zimbraServiceEnabled: memcached
      zimbraMemcachedBindAddress: 10.9.0.1

      dn: cn=mbox1.test,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: mbox1.test
      zimbraServiceEnabled: mailbox
      zimbraReverseProxyLookupTarget: TRUE

      dn: cn=ldap1.test,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: ldap1.test
      zimbraServiceEnabled: ldap
      """;

  private static final String INTERFACE =
      """
      ip link add eth0 type veth peer name peer0
      ip address add 10.9.0.1/24 dev eth0
      ip address add 2001:db8:9::1/64 dev eth0 nodad
      ip link set eth0 up
      ip link set peer0 up
      """;

  private static final String RULES =
      """
      for network in 10.77.0.0/24 10.9.0.2 2001:db8:9::2 10.9.0.3; do
        ufw allow proto tcp from $network to any port 22
      done
      ufw allow 110,143,443,993,995/tcp
      ufw allow proto tcp from 10.9.0.2 to any port 11211
      ufw allow proto tcp from 2001:db8:9::2 to any port 11211
      ufw --force enable
      """;

  /** A program that listens and never answers; perl is part of every Debian. */
  private static final String LISTENER =
      "my $s = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => $ARGV[0], Listen => 5)"
          + " or die; sleep;";

  @TempDir private Path folder;
  private Namespace host;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void makeCleanHost() throws IOException {
    host = Namespace.create("proxy1");
    Files.writeString(host.file("/etc/hosts"), HOSTS);
    Files.writeString(folder.resolve("gatepost.yaml"), FILE);
    Files.writeString(folder.resolve("directory.ldif"), DIRECTORY);
    host.shell(INTERFACE + RULES).success();
  }

  @AfterEach
  void stop() {
    started.forEach(Namespace::stop);
    host.close();
  }

  /** What an audit has said. */
  private record Said(int exit, String output) {
    /** The checks with each verdict but OK. */
    Map<String, List<String>> faults() {
      return findings().stream()
          .filter(finding -> !"OK".equals(Json.at(finding, "verdict")))
          .collect(
              Collectors.groupingBy(
                  finding -> String.valueOf(Json.at(finding, "verdict")),
                  Collectors.mapping(
                      finding -> String.valueOf(Json.at(finding, "check")), Collectors.toList())));
    }

    /** Everything that was said of one check. */
    String about(String check) {
      return findings().stream()
          .filter(finding -> check.equals(Json.at(finding, "check")))
          .map(String::valueOf)
          .collect(Collectors.joining("\n"));
    }

    /** What is printed to be done about one check. */
    List<String> remedies(String check) {
      return findings().stream()
          .filter(finding -> check.equals(Json.at(finding, "check")))
          .flatMap(finding ->
              Json.at(finding, "remedy") instanceof List<?> list ? list.stream() : Stream.of())
          .map(String::valueOf)
          .toList();
    }

    private List<?> findings() {
      return Json.at(Json.read(output), "findings") instanceof List<?> list ? list : List.of();
    }
  }

  @Test
  void aCleanHostIsSilent() throws IOException {
    memcached("-l", "10.9.0.1", "-U", "0");
    Said said = audit();
    assertThat(said.faults()).as(said.output()).isEmpty();
    assertThat(said.exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ufw", "nftables", "iptables"})
  void aHostIsSilentOnceItsPlanIsApplied(String firewall) throws IOException {
    memcached("-l", "10.9.0.1", "-U", "0");
    String saved = folder.resolve("saved").toString();
    host.shell("ufw --force reset; nft flush ruleset").success();
    assertThat(audit().faults().get("FAIL")).contains("firewall-active", "listening-sockets");
    gatepost(
        "plan", "--for", firewall, "--apply", "--yes", "--confirm-within", "0", "--saved", saved);
    Said said = audit();
    assertThat(said.faults()).as(said.output()).isEmpty();
  }

  @Test
  void memcachedOnAllAddressesWithUdpIsFound() throws IOException {
    memcached("-l", "0.0.0.0", "-U", "11211");
    Said said = audit();
    assertThat(said.faults())
        .isEqualTo(
            Map.of("FAIL", List.of("memcached-udp", "memcached-bind", "memcached-settings")));
    assertThat(said.about("memcached-bind"))
        .contains("zmprov ms proxy1.test zimbraMemcachedBindAddress 10.9.0.1");
    assertThat(said.exit()).isEqualTo(2);
  }

  @Test
  void memcachedWithoutFirewallIsFoundFromOutside() throws IOException {
    memcached("-l", "0.0.0.0", "-U", "11211");
    host.shell("ufw --force reset").success();
    Said said = audit();
    assertThat(said.faults().get("FAIL"))
        .contains("firewall-active", "listening-sockets", "internal-ports", "memcached-udp");
  }

  @Test
  void aRuleForLdapThatIsTooWideIsFound() throws IOException {
    listen(389);
    host.shell("ufw allow proto tcp from 10.9.0.0/16 to any port 389").success();
    Said said = audit();
    assertThat(said.faults()).isEqualTo(Map.of("FAIL", List.of("whitelist")));
    assertThat(said.about("whitelist")).contains("389/tcp", "-s 10.9.0.0/16", "mbox1.test");
  }

  @Test
  void forgottenIpv6IsFound() throws IOException {
    host.shell("ip6tables -F INPUT; ip6tables -P INPUT ACCEPT").success();
    Said said = audit();
    assertThat(said.faults().get("FAIL")).containsExactly("firewall-active", "ipv6");
    assertThat(said.about("ipv6")).contains("2001:db8:9::1");
  }

  @Test
  void aMissingRuleForSshIsFound() throws IOException {
    host.shell("ufw delete allow proto tcp from 10.77.0.0/24 to any port 22").success();
    Said said = audit();
    assertThat(said.faults()).isEqualTo(Map.of("FAIL", List.of("ssh-rule")));
    assertThat(said.about("ssh-rule"))
        .contains("ufw allow proto tcp from 10.77.0.0/24 to any port 22");
  }

  @Test
  void aMissingRuleForADoorIsFound() throws IOException {
    host.shell("ufw delete allow 110,143,443,993,995/tcp; ufw allow 110,143,443,995/tcp").success();
    Said said = audit();
    assertThat(said.faults()).isEqualTo(Map.of("FAIL", List.of("missing-rules")));
    assertThat(said.about("missing-rules")).contains("993/tcp", "IPv4", "IPv6");
  }

  /** Wider than the whitelist, and in the way of it; each is the only fault, or one of two. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ufw allow 22",
        "ufw allow 22/tcp",
        "ufw limit 22/tcp comment 'for a while'",
        "ufw allow 11211/tcp",
        "ufw allow from 10.0.0.0/8",
        "ufw prepend deny from 10.77.0.0/24",
        "ufw delete allow proto tcp from 10.77.0.0/24 to any port 22; ufw allow 22",
        "iptables -I INPUT -p tcp --dport 22 -j ACCEPT",
        "iptables -I INPUT -s 10.77.0.0/24 -p tcp --dport 22 -j DROP",
        "nft 'add table inet mine; add chain inet mine in { type filter hook input priority -5; };"
            + " add rule inet mine in tcp dport 22 counter drop'",
      })
  void theRemedyThatIsPrintedIsOne(String fault) throws IOException {
    memcached("-l", "10.9.0.1", "-U", "0");
    listen(22);
    host.shell(fault).success();
    Said before = audit();
    assertThat(before.faults()).as(before.output()).isNotEmpty();
    List<String> remedies =
        Stream.of("ssh-rule", "listening-sockets", "internal-ports", "blanket-allow")
            .flatMap(check -> before.remedies(check).stream())
            .distinct()
            .toList();
    for (String remedy : remedies) {
      heal(remedy);
    }
    Said after = audit();
    assertThat(after.faults())
        .as("%s\n%s\n%s", before.output(), remedies, after.output())
        .isEmpty();
  }

  private void heal(String remedy) throws IOException {
    if (remedy.startsWith("gatepost firewall plan ")) {
      List<String> words = new ArrayList<>(Stream.of(remedy.split(" ", -1)).skip(2).toList());
      words.addAll(
          List.of("--yes", "--confirm-within", "0", "--saved", folder.resolve("saved").toString()));
      firewall(words).success();
    } else {
      host.shell(remedy).success();
    }
  }

  @Test
  void onePortWithoutItsRuleIsOneFinding() throws IOException {
    host.shell(
            "ufw delete allow proto tcp from 10.9.0.2 to any port 22;"
                + " ufw delete allow proto tcp from 10.9.0.3 to any port 22")
        .success();
    Said said = audit();
    assertThat(said.faults()).isEqualTo(Map.of("FAIL", List.of("ssh-rule")));
    assertThat(said.about("ssh-rule")).contains("mbox1.test", "ldap1.test");
  }

  @Test
  void anUnknownListenerThatStrangersReachIsFound() throws IOException {
    listen(8888);
    host.shell("ufw allow 8888/tcp").success();
    Said said = audit();
    assertThat(said.faults())
        .isEqualTo(Map.of("FAIL", List.of("listening-sockets"), "WARN", List.of("drift")));
    assertThat(said.about("listening-sockets")).contains("8888/tcp", "perl (");
  }

  @Test
  void anUnknownListenerThatIsKeptFromStrangersIsLetBe() throws IOException {
    listen(8888);
    assertThat(audit().faults()).isEmpty();
  }

  @Test
  void aNetworkThatMayDoEverythingIsWarnedOf() throws IOException {
    host.shell("ufw allow from 192.168.1.0/24").success();
    Said said = audit();
    assertThat(said.faults().get("WARN")).contains("blanket-allow");
    assertThat(said.about("blanket-allow")).contains("ufw delete allow from 192.168.1.0/24");
    assertThat(said.exit()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-i eth1 -p tcp --dport 636", "-d 10.98.0.1 -p tcp --dport 636", "-i eth1"})
  void aHoleAtAnotherInterfaceIsFound(String hole) throws IOException {
    host.shell(
            """
            ip link add eth1 type veth peer name peer1
            ip address add 10.98.0.1/24 dev eth1
            ip link set eth1 up
            """)
        .success();
    listen(636);
    assertThat(audit().faults()).isEmpty();
    host.shell("iptables -I INPUT " + hole + " -j ACCEPT").success();
    Said said = audit();
    assertThat(said.faults().get("FAIL")).contains("listening-sockets", "internal-ports");
    assertThat(said.faults().get("WARN")).containsExactly("drift");
    assertThat(said.about("internal-ports")).contains("IPv4 to 10.98.0.1: -A INPUT");
  }

  @Test
  void aPortThatIsSentOnToAContainerIsWarnedOf() throws IOException {
    host.shell(
            "iptables -t nat -A PREROUTING -p tcp --dport 389 -j DNAT --to-destination 172.17.0.2:389")
        .success();
    Said said = audit();
    assertThat(said.faults())
        .isEqualTo(Map.of("WARN", List.of("listening-sockets", "internal-ports")));
    assertThat(said.about("internal-ports")).contains("172.17.0.2:389");
  }

  @Test
  void aRuleForANetworkToAPortOutsideTheCatalogueIsFound() throws IOException {
    listen(6379);
    host.shell("ufw allow proto tcp from 10.0.0.0/8 to any port 6379").success();
    Said said = audit();
    assertThat(said.faults()).isEqualTo(Map.of("FAIL", List.of("whitelist")));
    assertThat(said.about("whitelist")).contains("6379/tcp", "10.0.0.0/8");
  }

  @Test
  void countriesThatAreKeptOutAreNotTheWholeInternet() throws IOException {
    listen(389);
    host.shell(
            """
            ufw allow 389/tcp
            ufw prepend deny from 2.0.0.0/8
            ufw prepend deny from 81.0.0.0/8
            """)
        .success();
    Said said = audit();
    assertThat(said.faults())
        .isEqualTo(
            Map.of(
                "FAIL", List.of("listening-sockets", "internal-ports"), "WARN", List.of("drift")));
  }

  @Test
  void aTableThatIsDormantIsNoFirewall() throws IOException {
    host.shell(
            """
            ufw --force reset
            nft flush ruleset
            nft 'table inet t { flags dormant; chain in { type filter hook input priority 0; policy drop; }; }'
            """)
        .success();
    assertThat(audit().faults().get("FAIL")).contains("firewall-active");
  }

  @Test
  void aProfileThatWasEditedAndNotRefreshedIsFound() throws IOException {
    profile("443,993,995/tcp");
    host.shell("ufw allow Mail").success();
    assertThat(audit().faults()).isEmpty();
    profile("443,993,995,9071/tcp");
    Said said = audit();
    assertThat(said.faults()).isEqualTo(Map.of("FAIL", List.of("ufw-profile")));
    assertThat(said.about("ufw-profile")).contains("ufw app update 'Mail'");
  }

  @Test
  void aDirectoryAtOddsWithItselfIsFound() throws IOException {
    Files.writeString(
        folder.resolve("directory.ldif"),
        DIRECTORY
            .replace(
                "zimbraServiceEnabled: ldap\n",
                "zimbraServiceEnabled: ldap\nzimbraReverseProxyLookupTarget: TRUE\n")
            .replace("zimbraMailMode: https", "zimbraMailMode: http"));
    Said said = audit();
    assertThat(said.faults().get("FAIL")).contains("lookup-target", "web-modes");
    assertThat(said.about("lookup-target"))
        .contains("zmprov ms ldap1.test zimbraReverseProxyLookupTarget FALSE");
  }

  @Test
  void ofAnotherHostOnlyTheDirectoryIsLookedAt() throws IOException {
    Said said = audit("--host", "mbox1.test");
    assertThat(said.faults()).containsOnlyKeys("SKIPPED");
    assertThat(said.about("firewall-active")).contains("run the audit there");
    assertThat(said.exit()).isZero();
  }

  @Test
  void anUnknownHostIsNoAudit() throws IOException {
    Said said = audit("--host", "nowhere.test");
    assertThat(said.exit()).isEqualTo(3);
    assertThat(said.output()).contains("nowhere.test is not a host of the system");
  }

  @Test
  void anUnknownCheckIsNamedWithThoseThatThereAre() throws IOException {
    Said said = audit("--only", "everything");
    assertThat(said.exit()).isEqualTo(64);
    assertThat(said.output()).contains("\"everything\"", "firewall-active", "probe");
  }

  private void profile(String ports) throws IOException {
    Files.writeString(
        host.file("/etc/ufw/applications.d/mail"),
        "[Mail]\ntitle=Mail\ndescription=The doors\nports=" + ports + "\n");
  }

  private Said audit(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("audit", "--json"));
    all.addAll(List.of(options));
    Programs.Result result = gatepost(all.toArray(String[]::new));
    return new Said(result.exit(), result.output());
  }

  private Programs.Result gatepost(String... options) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                options[0],
                "-c",
                folder.resolve("gatepost.yaml").toString(),
                "--admin-from",
                "10.77.0.0/24"));
    words.addAll(List.of(options).subList(1, options.length));
    return firewall(words);
  }

  private Programs.Result firewall(List<String> words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.gatepost.Main",
                "firewall"));
    command.addAll(words);
    return host.run(command, "", Map.of());
  }

  private void memcached(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("memcached", "-u", "nobody", "-p", "11211"));
    command.addAll(List.of(options));
    start(command, 11211);
  }

  private void listen(int port) throws IOException {
    start(List.of("perl", "-MIO::Socket::INET", "-e", LISTENER, "" + port), port);
  }

  private void start(List<String> command, int port) throws IOException {
    started.add(host.start(command, Map.of(), folder.resolve("out")));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!host.run("ss", "-Hltn", "sport = :" + port).success().contains("LISTEN")) {
      assertThat(System.nanoTime()).as("nothing listens on " + port).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
