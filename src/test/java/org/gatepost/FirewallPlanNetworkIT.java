package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatepost.testing.MailNetwork.PROXY;
import static org.gatepost.testing.MailNetwork.SERVERS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.gatepost.testing.AuditedHosts;
import org.gatepost.testing.ExpectedFlows;
import org.gatepost.testing.Flow;
import org.gatepost.testing.MailNetwork;
import org.gatepost.testing.PlannedFirewalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mail system of several hosts behind the firewalls that {@code firewall plan} writes. */
@Timeout(240)
final class FirewallPlanNetworkIT {
  /** What the others find closed is closed by the firewall alone. */
  @Test
  void withoutFirewallEverythingIsOpen() throws IOException {
    try (var system = MailNetwork.create()) {
      for (var server : SERVERS) {
        system.listen(server, ExpectedFlows.PORTS);
      }
      var all = Flow.all(ExpectedFlows.PORTS);
      assertThat(Flow.possible(system, all, Set.copyOf(all)))
          .containsExactlyInAnyOrderElementsOf(all);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nftables", "iptables", "ufw", "firewalld"})
  void mailPassesAndNothingThatNobodyNeeds(String firewall) throws IOException {
    try (var system = MailNetwork.create()) {
      system.startLdap();
      PlannedFirewalls.protect(system, firewall);
      system.startOthers();
      everybodyLogsIn(system);
      AuditedHosts.allAreWell(system);
      for (var server : SERVERS) {
        system.listen(server, ExpectedFlows.PORTS);
      }
      var expected = ExpectedFlows.byHand();
      assertThat(Flow.possible(system, Flow.all(ExpectedFlows.PORTS), expected))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void whitelistsSayWhatAPersonSays(@TempDir Path folder) throws Exception {
    assertThat(ExpectedFlows.byWhitelists(folder))
        .containsExactlyInAnyOrderElementsOf(ExpectedFlows.byHand());
  }

  private static void everybodyLogsIn(MailNetwork system) throws IOException {
    for (var address : List.of(PROXY.ipv4Address(), PROXY.ipv6Address())) {
      for (var protocol : List.of("imap", "imaps", "pop3", "pop3s")) {
        assertThat(system.logIn(protocol, address).success())
            .as("%s at %s", protocol, address)
            .isEqualTo("messages 0\n");
      }
    }
    // Each of them was somebody whose route nobody had known.
    assertThat(system.memcachedStatistics()).doesNotContain("STAT cmd_set 0\r");
  }
}
