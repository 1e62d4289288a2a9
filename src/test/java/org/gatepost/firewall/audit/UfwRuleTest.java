package org.gatepost.firewall.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.rules.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UfwRuleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "allow any 22 0.0.0.0/0 any 0.0.0.0/0 in comment=612062 | allow 22",
        "allow tcp 22 ::/0 any ::/0 in | allow 22/tcp",
        "allow udp 5000:5010,6000 0.0.0.0/0 any 0.0.0.0/0 in | allow 5000:5010,6000/udp",
        "allow any any 0.0.0.0/0 any 10.0.0.0/8 in | allow from 10.0.0.0/8",
        "limit_log tcp 25 0.0.0.0/0 any 0.0.0.0/0 in_eth0 | limit in on eth0 log to any port 25 proto tcp",
        "allow tcp 80,81 0.0.0.0/0 any 0.0.0.0/0 My%20App - in | allow 'My App'",
        "allow tcp 80 0.0.0.0/0 any 10.0.0.0/8 My%20App - in | allow from 10.0.0.0/8 to any app 'My App'",
        "allow any any 0.0.0.0/0 7 10.0.0.0/8 in | allow from 10.0.0.0/8 port 7",
        "deny any any 0.0.0.0/0 any 0.0.0.0/0 in_eth0 | deny in on eth0",
        "deny tcp 22 10.9.0.1 any 10.77.0.0/24 in | deny from 10.77.0.0/24 to 10.9.0.1 port 22 proto tcp",
      })
  void theCommandThatTakesARuleAwayHasUfwsOwnWords(String tuple, String words) {
    assertThat(UfwRule.parse("### tuple ### " + tuple).orElseThrow().delete())
        .isEqualTo("ufw delete " + words);
  }

  @Test
  void aPacketMeetsTheRuleForItsPortAndSender() {
    UfwRule rule =
        UfwRule.parse("### tuple ### allow tcp 20,22:30 0.0.0.0/0 any 10.0.0.0/8 in").orElseThrow();
    assertThat(rule.matches(packet("10.1.2.3", 25))).isTrue();
    assertThat(rule.matches(packet("10.1.2.3", 21))).isFalse();
    assertThat(rule.matches(packet("11.1.2.3", 25))).isFalse();
  }

  @Test
  void rulesOfAPlanAreKnownByTheirComment() {
    assertThat(
            UfwRule.parse(
                    "### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in comment=67617465706f73742061623a")
                .orElseThrow()
                .planned())
        .isTrue();
  }

  @Test
  void rulesForForwardedPacketsAreNone() {
    assertThat(UfwRule.parse("### tuple ### route:allow any 22 0.0.0.0/0 any 0.0.0.0/0 in"))
        .isEmpty();
    assertThat(UfwRule.parse("### tuple ### deny any 22 0.0.0.0/0 any 0.0.0.0/0 out")).isEmpty();
  }

  private static Packet packet(String source, int port) {
    return new Packet(
        Transport.TCP, InetAddress.ofLiteral(source), InetAddress.ofLiteral("10.9.0.1"), port);
  }
}
