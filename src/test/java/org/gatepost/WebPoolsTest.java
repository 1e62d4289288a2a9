package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gatepost.directory.Directory;
import org.gatepost.net.upstream.UpstreamHealth.Rest;
import org.gatepost.settings.DirectorySource;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.web.pool.Peer;
import org.gatepost.web.pool.Pool;
import org.gatepost.web.request.PoolName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who belongs to which pool: spec http 1.8, on the embedded directory. */
final class WebPoolsTest {
  private static final String TREE =
      """
      version: 1

      dn: cn=zimbra
      objectClass: organizationalRole
      cn: zimbra

      dn: cn=config,cn=zimbra
      objectClass: organizationalRole
      objectClass: zimbraGlobalConfig
      cn: config
      zimbraMailMode: https
      zimbraMailPort: 8080
      zimbraMailSSLPort: 8443
      zimbraMailProxyMaxFails: 3
      zimbraReverseProxyLookupTarget: TRUE
      GLOBAL

      dn: cn=servers,cn=zimbra
      objectClass: organizationalRole
      cn: servers

      dn: cn=c,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: c
      zimbraServiceHostname: c.example.com
      zimbraServiceEnabled: service
      zimbraServiceEnabled: zimbra
      zimbraServiceEnabled: zimbraAdmin
      zimbraServiceEnabled: mailbox
      zimbraServerVersion: 10.1.0_GA_4655
      zimbraMailSSLPort: 9443
      zimbraAdminPort: 9071
      zimbraMailProxyMaxFails: 5
      zimbraMailProxyReconnectTimeout: 60

      dn: cn=a,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: a
      zimbraServiceHostname: a.example.com
      zimbraServiceEnabled: service
      zimbraServerVersion: 10.0.5

      dn: cn=old.example.com,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: old.example.com
      zimbraServiceEnabled: mailbox

      dn: cn=ui,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: ui
      zimbraServiceHostname: ui.example.com
      zimbraServiceEnabled: zimbra
      zimbraServerVersion: 10.1.0_GA_4655

      dn: cn=proxy,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: proxy
      zimbraServiceHostname: proxy.example.com
      zimbraServiceEnabled: proxy

      dn: cn=out,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: out
      zimbraServiceHostname: out.example.com
      zimbraServiceEnabled: service
      zimbraReverseProxyLookupTarget: FALSE

      dn: cn=lost,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: lost
      zimbraServiceHostname: lost.example.com
      zimbraServiceEnabled: service
      zimbraServerVersion: 10.1.0_GA_4655
      """;

  private static final Map<String, List<String>> DNS =
      Map.of(
          "a.example.com", List.of("192.0.2.12", "2001:db8::1", "192.0.2.2", "192.0.2.1"),
          "c.example.com", List.of("192.0.2.3"),
          "old.example.com", List.of("192.0.2.4", "2001:db8::4"),
          "ui.example.com", List.of("192.0.2.5"),
          "proxy.example.com", List.of("192.0.2.6"),
          "out.example.com", List.of("192.0.2.7"));

  @TempDir private Path folder;

  private static InetAddress[] resolve(String host) throws UnknownHostException {
    List<String> texts = DNS.get(host);
    if (texts == null) {
      throw new UnknownHostException(host);
    }
    return texts.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  private Map<PoolName, Pool> pools(String global, Map<String, List<String>> attributes)
      throws Exception {
    Path ldif = Files.writeString(folder.resolve("directory.ldif"), TREE.replace("GLOBAL", global));
    try (Directory directory = Directory.openToRead(new DirectorySource.EmbeddedFile(ldif))) {
      return WebPools.of(directory, directory.settings("proxy", attributes), WebPoolsTest::resolve);
    }
  }

  private static Pool pool(Map<PoolName, Pool> pools, PoolName name) {
    return Objects.requireNonNull(pools.get(name));
  }

  private static List<String> membersOf(Map<PoolName, Pool> pools, PoolName name) {
    return pool(pools, name).peers().stream().map(Peer::toString).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MAIL         | a.example.com at 192.0.2.1:8443, a.example.com at 192.0.2.2:8443, a.example.com at 192.0.2.12:8443, c.example.com at 192.0.2.3:9443, old.example.com at 192.0.2.4:8443
          WEB_CLIENT   | c.example.com at 192.0.2.3:9443, old.example.com at 192.0.2.4:8443, ui.example.com at 192.0.2.5:8443
          LOGIN        | ui.example.com at 192.0.2.5:8443
          EWS          | c.example.com at 192.0.2.3:9443
          ZX           | a.example.com at 192.0.2.1:8743, a.example.com at 192.0.2.2:8743, a.example.com at 192.0.2.12:8743, c.example.com at 192.0.2.3:8743, old.example.com at 192.0.2.4:8743
          ADMIN        | a.example.com at 192.0.2.1:7071, a.example.com at 192.0.2.2:7071, a.example.com at 192.0.2.12:7071, c.example.com at 192.0.2.3:9071, old.example.com at 192.0.2.4:7071
          ADMIN_CLIENT | c.example.com at 192.0.2.3:9071, old.example.com at 192.0.2.4:7071
          """)
  void serversBelongToPoolsByTheirServices(PoolName name, String members) throws Exception {
    Map<PoolName, Pool> pools =
        pools(
            """
            zimbraReverseProxyUpstreamLoginServers: UI.example.com
            zimbraReverseProxyUpstreamLoginServers: out
            zimbraReverseProxyUpstreamLoginServers: gone.example.com
            zimbraReverseProxyUpstreamEwsServers: c\
            """,
            Map.of());

    assertThat(pool(pools, name).tls()).isTrue();
    assertThat(String.join(", ", membersOf(pools, name))).isEqualTo(members);
  }

  @ParameterizedTest
  @EnumSource
  void inTheClearGoesAllButAdministration(PoolName name) throws Exception {
    Map<PoolName, Pool> pools = pools("zimbraReverseProxySSLToUpstreamEnabled: FALSE", Map.of());
    boolean admin = name == PoolName.ADMIN || name == PoolName.ADMIN_CLIENT;

    assertThat(pool(pools, name).tls()).isEqualTo(admin);
    assertThat(pool(pools, name).peers())
        .allSatisfy(peer ->
            assertThat(peer.address().getPort())
                .isIn(admin ? List.of(7071, 9071) : List.of(8080, 8742)));
  }

  @Test
  void eachServerHasItsVersionAndItsRest() throws Exception {
    List<Peer> peers = pool(pools("", Map.of()), PoolName.WEB_CLIENT).peers();

    assertThat(peers.get(0).version()).contains("10.1.0_GA_4655");
    assertThat(peers.get(0).rest()).isEqualTo(new Rest(5, Duration.ofSeconds(60)));
    assertThat(peers.get(1).version()).isEmpty();
    assertThat(peers.get(1).rest()).isEqualTo(new Rest(3, Duration.ofSeconds(10)));
  }

  @Test
  void withoutListsThereAreNoServersForLoginAndExchange() throws Exception {
    Map<PoolName, Pool> pools = pools("", Map.of());

    assertThat(pools).containsOnlyKeys(PoolName.values());
    assertThat(pool(pools, PoolName.LOGIN).peers()).isEmpty();
    assertThat(pool(pools, PoolName.EWS).peers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ipv4 | old.example.com at 192.0.2.4:8443
          ipv6 | old.example.com at [2001:db8::4]:8443
          both | old.example.com at 192.0.2.4:8443, old.example.com at [2001:db8::4]:8443
          """)
  void addressesAreThoseThatTheIpModeWants(String mode, String members) throws Exception {
    List<String> all = membersOf(pools("", Map.of("zimbraIPMode", List.of(mode))), PoolName.MAIL);

    assertThat(String.join(", ", all.stream().filter(peer -> peer.startsWith("old")).toList()))
        .isEqualTo(members);
  }

  @Test
  void portsStandWhereTheSettingsSay() throws Exception {
    Map<String, List<String>> indirect =
        Map.of("zimbraReverseProxyHttpSSLPortAttribute", List.of("zimbraAdminPort"));

    assertThat(membersOf(pools("", indirect), PoolName.WEB_CLIENT))
        .contains("c.example.com at 192.0.2.3:9071", "ui.example.com at 192.0.2.5:7071");
  }

  @ParameterizedTest
  @CsvSource({
    "zimbraMailMode: https, zimbraMailMode: sometimes",
    "zimbraMailSSLPort: 8443, zimbraMailSSLPort: 0"
  })
  void oneServersFaultIsThatServersAlone(String good, String bad) throws Exception {
    String tree =
        TREE.replace("GLOBAL\n", "")
            .replace(
                "zimbraServiceHostname: a.example.com",
                "zimbraServiceHostname: a.example.com\n" + bad);
    assertThat(tree).contains(good, bad);
    Path ldif = Files.writeString(folder.resolve("directory.ldif"), tree);
    try (Directory directory = Directory.openToRead(new DirectorySource.EmbeddedFile(ldif))) {
      Map<PoolName, Pool> pools =
          WebPools.of(directory, EffectiveSettings.defaults(), WebPoolsTest::resolve);
      assertThat(membersOf(pools, PoolName.MAIL))
          .containsExactly("c.example.com at 192.0.2.3:9443", "old.example.com at 192.0.2.4:8443");
    }
  }

  @Test
  void withoutAMailModeAServerGetsNoWebRequests() throws Exception {
    Path ldif =
        Files.writeString(
            folder.resolve("directory.ldif"),
            TREE.replace("GLOBAL\n", "").replace("zimbraMailMode: https\n", ""));
    try (Directory directory = Directory.openToRead(new DirectorySource.EmbeddedFile(ldif))) {
      assertThat(
              WebPools.of(directory, EffectiveSettings.defaults(), WebPoolsTest::resolve).values())
          .allSatisfy(pool -> assertThat(pool.peers()).isEmpty());
    }
  }
}
