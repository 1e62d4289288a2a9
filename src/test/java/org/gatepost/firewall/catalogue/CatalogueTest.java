package org.gatepost.firewall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gatepost.settings.Attributes;
import org.gatepost.settings.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The data of {@code ports.yaml} against spec http 6.1 and 6.2. */
final class CatalogueTest {
  private static String numbers(Article article) {
    return Catalogue.ports().stream()
        .filter(port -> port.articles().contains(article))
        .map(port -> String.valueOf(port.number()))
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY, 12, 22 25 80 110 143 443 465 587 993 995 7071 9071",
    "EXTERNAL, 11, 25 80 110 143 443 587 993 995 5222 5223 9071",
    "INTERNAL, 29, 389 636 3310 5269 7025 7047 7071 7072 7073 7110 7143 7171 7306 7780 7993 7995 8080"
        + " 8443 8735 8736 10024 10025 10026 10028 10029 10032 11211 23232 23233",
    "MULTI, 14, 25 80 110 143 443 465 587 993 995 3443 5222 5223 7071 9071",
  })
  void eachListOfTheArticlesIsWhole(Article article, int count, String numbers) {
    assertThat(numbers(article)).isEqualTo(numbers);
    assertThat(numbers.split(" ")).hasSize(count);
  }

  @Test
  void articlesNameFortyThreePortsInAll() {
    assertThat(
            Catalogue.ports().stream()
                .filter(port -> !port.articles().isEmpty())
                .map(CataloguePort::number)
                .distinct())
        .hasSize(43);
  }

  @Test
  void portsThatBothArticlesOmitAreThere() {
    assertThat(
            Catalogue.ports().stream()
                .filter(port -> port.articles().isEmpty())
                .map(CataloguePort::name))
        .containsExactly(
            "53/tcp",
            "53/udp",
            "7026/tcp",
            "7074/tcp",
            "7084/tcp",
            "7085/tcp",
            "7285/tcp",
            "7307/tcp",
            "8143/tcp",
            "8465/tcp",
            "8742/tcp",
            "8743/tcp",
            "8993/tcp",
            "9072/tcp",
            "9443/tcp",
            "9980/tcp",
            "10027/tcp",
            "10030/tcp",
            "10031/tcp",
            "11211/udp");
  }

  @Test
  void attributesThatMovePortsMayBeSetForAServer() {
    assertThat(Catalogue.ports())
        .flatExtracting(port -> port.movedBy().stream().toList())
        .allSatisfy(name ->
            assertThat(Attributes.named(name).orElseThrow().scopes())
                .containsAnyOf(Scope.GLOBAL, Scope.SERVER));
  }

  /** Spec http 6.3, and the attributes of ports that only 6.1 and 6.2 name. */
  @Test
  void everyAttributeThatMovesAPortIsFollowed() {
    assertThat(
            Catalogue.ports().stream().flatMap(port -> port.movedBy().stream()).distinct().sorted())
        .containsExactly(
            "gatepostConsolePort",
            "zimbraAdminPort",
            "zimbraAdminProxyPort",
            "zimbraChatXmppPort",
            "zimbraChatXmppSslPort",
            "zimbraExtensionBindPort",
            "zimbraImapBindPort",
            "zimbraImapProxyBindPort",
            "zimbraImapSSLBindPort",
            "zimbraImapSSLProxyBindPort",
            "zimbraLmtpBindPort",
            "zimbraMailPort",
            "zimbraMailProxyPort",
            "zimbraMailSSLClientCertPort",
            "zimbraMailSSLPort",
            "zimbraMailSSLProxyClientCertPort",
            "zimbraMailSSLProxyPort",
            "zimbraMemcachedBindPort",
            "zimbraMtaAuthPort",
            "zimbraPop3BindPort",
            "zimbraPop3ProxyBindPort",
            "zimbraPop3SSLBindPort",
            "zimbraPop3SSLProxyBindPort",
            "zimbraRemoteImapBindPort",
            "zimbraRemoteImapSSLBindPort",
            "zimbraRemoteManagementPort");
  }

  @Test
  void everyRoleHasAPort() {
    assertThat(Catalogue.ports()).extracting(CataloguePort::servedBy).contains(Role.values());
  }

  @ParameterizedTest
  @CsvSource({
    "11211, TCP, ITSELF, NODES, mailbox proxy",
    "11211, UDP, NOBODY, NOBODY, ''",
    "7072, TCP, ITSELF, NODES, proxy",
    "389, TCP, ITSELF, NODES, every",
    "7171, TCP, ITSELF, ITSELF, ''",
    "5269, TCP, NOBODY, NODES, chat",
    "7071, TCP, ADMINISTRATORS, ADMINISTRATORS_AND_NODES, every",
    "9071, TCP, ADMINISTRATORS, ADMINISTRATORS, ''",
    "443, TCP, ANYONE, ANYONE, ''",
  })
  void eachPortIsForThoseWhoNeedIt(
      int number, Transport transport, Audience single, Audience multi, String roles) {
    CataloguePort port = Catalogue.port(number, transport).orElseThrow();
    assertThat(port.single()).isEqualTo(single);
    assertThat(port.multi()).isEqualTo(multi);
    assertThat(
            port.neededBy().stream().map(Role::service).sorted().collect(Collectors.joining(" ")))
        .isEqualTo(roles);
  }

  private static Map<String, Object> row(Object... differences) {
    Map<String, Object> row = new HashMap<>();
    row.put("port", "7072/tcp");
    row.put("service", "route lookup");
    row.put("served-by", "mailbox");
    row.put("single", "itself");
    row.put("multi", "nodes");
    row.put("needed-by", List.of("proxy"));
    row.put("articles", List.of("I"));
    row.put("note", "");
    for (int i = 0; i < differences.length; i += 2) {
      row.put((String) differences[i], differences[i + 1]);
    }
    return row;
  }

  @ParameterizedTest
  @CsvSource({
    "port, 7072, is not number/transport",
    "port, 70720/tcp, has no number of a port",
    "port, 7072/sctp, has the unknown word sctp",
    "served-by, mail, has the unknown word mail",
    "multi, everybody, has the unknown word everybody",
    "multi, anyone, is needed by roles just where nodes are among those who reach it",
    "moved-by, zimbraExtensionPort, is moved by no known attribute",
    "movedby, zimbraExtensionBindPort, has keys other than",
  })
  void rowAtOddsWithItselfIsRefused(String key, String value, String sentence) {
    assertThat(Catalogue.read(List.of(row()))).hasSize(1);
    assertThatThrownBy(() -> Catalogue.read(List.of(row(key, value))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("7072")
        .hasMessageContaining(sentence);
  }

  @Test
  void portTwiceIsRefusedAndTheOtherTransportIsNot() {
    assertThat(Catalogue.read(Arrays.asList(row(), row("port", "7072/udp")))).hasSize(2);
    assertThatThrownBy(() -> Catalogue.read(List.of(row(), row("service", "another"))))
        .hasMessage("7072/tcp stands here a second time");
  }
}
