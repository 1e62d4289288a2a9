package org.gatepost.firewall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatepost.firewall.system.Maps.server;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatepost.directory.Directory;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.catalogue.Role;
import org.gatepost.firewall.catalogue.Transport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the directory says of hosts and ports: spec http 1.1, 6.3. */
final class SystemMapTest {
  private static final String PROXY = "zimbraServiceEnabled: proxy";
  private static final String MAILBOX = "zimbraServiceEnabled: mailbox";

  @TempDir private Path folder;
  private Maps maps = new Maps(Path.of(""), Map.of());

  @BeforeEach
  void dns() {
    maps =
        new Maps(
            folder,
            Map.of(
                "proxy", List.of("10.0.0.1"),
                "mbx.example.com", List.of("2001:db8::2", "127.0.0.1", "10.0.0.20", "10.0.0.3"),
                "six", List.of("2001:db8::6"),
                "looped", List.of("127.0.1.1", "::1"),
                "10.0.0.9", List.of("10.0.0.9")));
  }

  private static Opening opening(Host host, int catalogueNumber) {
    return host.openings().stream()
        .filter(opening ->
            opening.port().number() == catalogueNumber
                && opening.port().transport() == Transport.TCP)
        .findFirst()
        .orElseThrow();
  }

  private static String numbers(Host host) {
    return host.enabled().stream()
        .map(opening -> String.valueOf(opening.number()))
        .collect(Collectors.joining(" "));
  }

  @Test
  void hostsHaveTheirRolesAndAddresses() throws Exception {
    MailSystem system =
        maps.read(
            "",
            server(
                "proxy", PROXY, "zimbraServiceEnabled: memcached", "zimbraServiceEnabled: stats"),
            server(
                "mbx", "zimbraServiceHostname: mbx.example.com", "zimbraServiceEnabled: service"),
            server("10.0.0.9", "zimbraServiceEnabled: ldap"));

    assertThat(system.hosts()).extracting(Host::name).containsExactly("10.0.0.9", "mbx", "proxy");
    assertThat(system.host("MBX").addresses())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("10.0.0.3", "10.0.0.20", "2001:db8:0:0:0:0:0:2");
    assertThat(system.host("mbx").roles()).containsOnly(Role.EVERY, Role.MAILBOX);
    assertThat(system.host("proxy").roles()).containsOnly(Role.EVERY, Role.PROXY, Role.MEMCACHED);
    assertThat(system.host("10.0.0.9").addresses()).hasSize(1);
    assertThat(system.warnings()).isEmpty();
    assertThat(system.isSingle()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http, 80 110 143 993 995",
    "https, 110 143 443 993 995",
    "both, 80 110 143 443 993 995",
    "redirect, 80 110 143 443 993 995",
    "mixed, 80 110 143 443 993 995",
    "'', 80 110 143 443 993 995",
  })
  void modeOfTheWebSaysWhichOfItsDoorsAreOpen(String mode, String numbers) throws Exception {
    Host host =
        maps.read(
                "zimbraMailProxyPort: 80\nzimbraMailSSLProxyPort: 443"
                    + (mode.isEmpty() ? "" : "\nzimbraReverseProxyMailMode: " + mode),
                server("proxy", PROXY))
            .host("proxy");
    assertThat(numbers(host).replace("22 ", "").replace(" 7171", "")).isEqualTo(numbers);
  }

  @ParameterizedTest
  @CsvSource({
    "zimbraReverseProxyMailEnabled: FALSE, 110 143 993 995, zimbraReverseProxyMailEnabled FALSE",
    "zimbraReverseProxyMailImapEnabled: FALSE, 143, zimbraReverseProxyMailImapEnabled FALSE",
    "zimbraReverseProxyMailImapsEnabled: FALSE, 993, zimbraReverseProxyMailImapsEnabled FALSE",
    "zimbraReverseProxyMailPop3Enabled: FALSE, 110, zimbraReverseProxyMailPop3Enabled FALSE",
    "zimbraReverseProxyMailPop3sEnabled: FALSE, 995, zimbraReverseProxyMailPop3sEnabled FALSE",
    "zimbraReverseProxyHttpEnabled: FALSE, 80 443 3443 9071, zimbraReverseProxyHttpEnabled FALSE",
    "zimbraReverseProxyAdminEnabled: FALSE, 9071, zimbraReverseProxyAdminEnabled FALSE",
    "zimbraReverseProxyMailMode: https, 80, zimbraReverseProxyMailMode https",
    "zimbraMailProxyPort: 0, 80, zimbraMailProxyPort 0",
    "zimbraReverseProxyClientCertMode: off, 3443, nobody is asked for a certificate",
    "gatepostConsoleAddress: 127.0.0.1, 9072, gatepostConsoleAddress 127.0.0.1",
  })
  void featureThatIsOffHasNoDoor(String line, String closed, String because) throws Exception {
    Host host =
        maps.read(
                """
                zimbraMailProxyPort: 80
                zimbraMailSSLProxyPort: 443
                zimbraReverseProxyAdminEnabled: TRUE
                zimbraReverseProxyClientCertMode: on
                gatepostConsoleAddress: 10.0.0.1\
                """,
                server("proxy", PROXY, line))
            .host("proxy");

    List<Opening> shut = host.openings().stream().filter(each -> !each.enabled()).toList();
    assertThat(shut.stream().map(each -> String.valueOf(each.port().number())))
        .containsExactly(closed.split(" "));
    assertThat(shut).allSatisfy(each -> assertThat(each.because()).isEqualTo(because));
  }

  @Test
  void serversOwnValueWinsOverTheGlobalAndTheDefault() throws Exception {
    MailSystem system =
        maps.read(
            "zimbraImapBindPort: 8143\nzimbraLmtpBindPort: 7024",
            server("proxy", MAILBOX, "zimbraImapBindPort: 9143"),
            server("six", MAILBOX));

    assertThat(opening(system.host("proxy"), 7143))
        .satisfies(moved -> assertThat(moved.number()).isEqualTo(9143))
        .satisfies(moved -> assertThat(moved.because()).isEqualTo("zimbraImapBindPort 9143"));
    assertThat(opening(system.host("six"), 7143).number()).isEqualTo(8143);
    assertThat(opening(system.host("six"), 7025).number()).isEqualTo(7024);
    assertThat(opening(system.host("six"), 7110))
        .satisfies(usual -> assertThat(usual.number()).isEqualTo(7110))
        .satisfies(usual -> assertThat(usual.because()).isEmpty());
  }

  @Test
  void attributesThatNamePortsAreFollowedAsRoutesFollowThem() throws Exception {
    try (Directory directory =
        maps.directory(
            "zimbraReverseProxyImapPortAttribute: zimbraRemoteImapBindPort",
            server("six", MAILBOX, "zimbraRemoteImapBindPort: 10143"))) {
      MailSystem system =
          SystemMap.read(directory, directory.settings("", Map.of()), maps::resolve);
      assertThat(opening(system.host("six"), 7143).number()).isEqualTo(10_143);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "zimbraMailMode: https, 8080, zimbraMailMode https",
    "zimbraMailMode: http, 8443, zimbraMailMode http",
    "zimbraMailBindAddress: 127.0.0.1, 8080, zimbraMailBindAddress 127.0.0.1",
    "zimbraAdminBindAddress: ::1, 7071, zimbraAdminBindAddress ::1",
    "zimbraMemcachedBindAddress: 127.0.0.1, 11211, zimbraMemcachedBindAddress 127.0.0.1",
  })
  void mailboxServersPortsAreClosedWhereTheyDoNotListen(String line, int closed, String because)
      throws Exception {
    Host host =
        maps.read(
                "zimbraMailPort: 8080\nzimbraMailSSLPort: 8443\nzimbraMailMode: both",
                server("six", MAILBOX, "zimbraServiceEnabled: memcached", line))
            .host("six");
    assertThat(opening(host, closed).enabled()).isFalse();
    assertThat(opening(host, closed).because()).isEqualTo(because);
    assertThat(numbers(host).split(" ")).contains(closed == 8080 ? "8443" : "8080", "7072");
  }

  @Test
  void memcachedOverUdpIsNeverOpen() throws Exception {
    Host host = maps.read("", server("six", "zimbraServiceEnabled: memcached")).host("six");
    assertThat(host.openings())
        .filteredOn(opening -> opening.port().transport() == Transport.UDP)
        .hasSize(1)
        .allSatisfy(opening -> assertThat(opening.enabled()).isFalse());
    assertThat(opening(host, 11_211).enabled()).isTrue();
  }

  @Test
  void domainThatAsksForCertificatesOpensTheirDoor() throws Exception {
    String domain =
        """

        dn: dc=com
        objectClass: zimbraDomain
        dc: com
        zimbraDomainName: com
        zimbraVirtualHostname: mail.com
        zimbraReverseProxyClientCertMode: %s
        """;
    assertThat(
            opening(
                    maps.read("", server("proxy", PROXY), domain.formatted("optional"))
                        .host("proxy"),
                    3443)
                .enabled())
        .isTrue();
    assertThat(
            opening(
                    maps.read("", server("proxy", PROXY), domain.formatted("off")).host("proxy"),
                    3443)
                .enabled())
        .isFalse();
  }

  @Test
  void serviceThatIsInstalledAndNotEnabledIsShownClosed() throws Exception {
    Host host = maps.read("", server("six", PROXY, "zimbraServiceInstalled: mta")).host("six");
    assertThat(host.roles()).doesNotContain(Role.MTA);
    assertThat(opening(host, 25).enabled()).isFalse();
    assertThat(opening(host, 25).because()).isEqualTo("zimbraServiceEnabled without mta");
  }

  @Test
  void hostsThatNoneCanReachAreWarnedOfAndStopNoOther() throws Exception {
    MailSystem system =
        maps.read(
            "",
            server("proxy", PROXY),
            server("unknown", MAILBOX),
            server("looped", MAILBOX),
            server("six", MAILBOX));

    assertThat(system.hosts()).hasSize(4);
    assertThat(system.host("unknown").addresses()).isEmpty();
    assertThat(system.host("looped").addresses()).isEmpty();
    assertThat(system.host("six").addresses()).hasSize(1);
    assertThat(system.warnings())
        .hasSize(2)
        .allMatch(warning -> warning.contains("has no address that others can reach"))
        .anyMatch(warning -> warning.startsWith("looped "))
        .anyMatch(warning -> warning.startsWith("unknown "));
  }

  @Test
  void valuesThatAreNoPortsAreWarnedOfAndCloseTheirDoor() throws Exception {
    MailSystem system =
        maps.read("", server("six", MAILBOX, "zimbraImapBindPort: seven", "zimbraMailMode: tls"));
    assertThat(opening(system.host("six"), 7143).enabled()).isFalse();
    assertThat(opening(system.host("six"), 7110).enabled()).isTrue();
    assertThat(system.warnings())
        .anyMatch(
            warning -> warning.startsWith("six has zimbraImapBindPort seven, which is no port"))
        .anyMatch(warning -> warning.contains("zimbraMailMode") && warning.contains("tls"));
  }

  @Test
  void portsMovedOntoEachOtherAreWarnedOf() throws Exception {
    assertThat(
            maps.read(
                    "zimbraMailSSLPort: 8443",
                    server("six", PROXY, MAILBOX, "zimbraImapProxyBindPort: 7143"))
                .warnings())
        .containsExactly(
            "six has 7143/tcp for IMAP and for IMAP of a mailbox server: only one of them can listen"
                + " there. Move the others by zimbraImapProxyBindPort, zimbraImapBindPort.");
  }

  @Test
  void nameThatNoHostCanHaveIsLeftOut() throws Exception {
    MailSystem system = maps.read("", server("six", MAILBOX), server("x `reboot`", PROXY));
    assertThat(system.hosts()).extracting(Host::name).containsExactly("six");
    assertThat(system.warnings()).singleElement().asString().contains("x `reboot`", "left out");
  }

  @Test
  void unknownHostIsASentenceThatNamesTheKnown() throws Exception {
    MailSystem system = maps.read("", server("six", MAILBOX), server("proxy", PROXY));
    assertThatThrownBy(() -> system.host("seven"))
        .isInstanceOf(FirewallException.class)
        .hasMessageContaining("seven is not a host of the system; it has proxy, six.");
  }

  @Test
  void hostGivenByHandTakesThePlaceOfTheDirectorys() throws Exception {
    try (Directory directory =
        maps.directory(
            "zimbraReverseProxyMailMode: https",
            server("unknown", MAILBOX),
            server("six", MAILBOX))) {
      var own = directory.settings("", Map.of());
      MailSystem system =
          SystemMap.read(directory, own, maps::resolve)
              .with(
                  SystemMap.byHand(
                      directory,
                      own,
                      "unknown",
                      List.of(InetAddress.ofLiteral("10.0.0.7")),
                      Set.of(Role.PROXY, Role.MAILBOX)));

      assertThat(system.hosts()).hasSize(2);
      assertThat(system.warnings()).isEmpty();
      Host host = system.host("unknown");
      assertThat(host.roles()).containsOnly(Role.EVERY, Role.PROXY, Role.MAILBOX);
      assertThat(opening(host, 80).enabled()).isFalse();
    }
  }

  @Test
  void hostThatTheDirectoryDoesNotKnowHasTheUsualPorts() throws Exception {
    try (Directory directory = Directory.empty()) {
      Host host =
          SystemMap.byHand(
              directory,
              directory.settings("", Map.of()),
              "mbx",
              List.of(InetAddress.ofLiteral("10.0.0.7")),
              Set.of(Role.PROXY, Role.MAILBOX));
      assertThat(Arrays.asList(numbers(host).split(" "))).contains("80", "443", "8080", "8443");
    }
  }
}
