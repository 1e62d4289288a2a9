package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatepost.testing.MailNetwork.PROXY;
import static org.gatepost.testing.MailNetwork.SERVERS;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.gatepost.testing.Flow;
import org.gatepost.testing.MailNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A mail system of several hosts behind the firewalls that {@code firewall plan} writes. */
@Timeout(120)
final class FirewallPlanNetworkIT {
  private static final List<String> PORTS =
      List.of("22/tcp", "25/tcp", "389/tcp", "143/tcp", "11211/tcp", "11211/udp", "9999/tcp");

  /** What the others find closed is closed by the firewall alone. */
  @Test
  void withoutFirewallEverythingIsOpen() throws IOException {
    try (var system = MailNetwork.create()) {
      system.start();
      for (var server : SERVERS) {
        system.listen(server, PORTS);
      }
      var all = Flow.all(PORTS);
      assertThat(Flow.possible(system, all, Set.of())).containsExactlyInAnyOrderElementsOf(all);
      everybodyLogsIn(system);
    }
  }

  private static void everybodyLogsIn(MailNetwork system) throws IOException {
    for (var address : List.of(PROXY.ipv4Address(), PROXY.ipv6Address())) {
      for (var protocol : List.of("imap", "imaps", "pop3", "pop3s")) {
        assertThat(system.logIn(protocol, address).success())
            .as("%s at %s", protocol, address)
            .isEqualTo("messages 0\n");
      }
    }
  }
}
