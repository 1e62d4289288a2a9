package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatepost.testing.MailNetwork.LDAP;
import static org.gatepost.testing.MailNetwork.MAILBOX;
import static org.gatepost.testing.MailNetwork.MEMCACHED;
import static org.gatepost.testing.MailNetwork.PROXY;
import static org.gatepost.testing.MailNetwork.STRANGER;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.gatepost.testing.AuditedHosts;
import org.gatepost.testing.Flow;
import org.gatepost.testing.MailNetwork;
import org.gatepost.testing.Network.Place;
import org.gatepost.testing.PlannedFirewalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code firewall audit} on each host of a mail system: what it says of faults is what strangers
 * then can do. That it says nothing of clean hosts, {@link FirewallPlanNetworkIT} shows.
 */
@Timeout(240)
final class FirewallAuditNetworkIT {
  @Test
  void faultsThatLetStrangersInAreFoundAndNoOthers() throws IOException {
    try (var system = MailNetwork.create()) {
      system.startLdap();
      PlannedFirewalls.protect(system, "nftables");
      system.startOthers();
      system.restartMemcached("-U", "11211");
      system.host(MEMCACHED).run("nft", "delete", "table", "inet", "gatepost").success();
      accept(system, LDAP, "tcp dport 389");
      accept(system, MAILBOX, "meta nfproto ipv6");
      accept(system, PROXY, "tcp dport 12345");
      system.listen(PROXY, List.of("12345/tcp"));
      forgetSsh(system, PROXY);

      assertThat(possibleForStranger(system))
          .containsExactlyInAnyOrder(
              new Flow(STRANGER, MEMCACHED, false, "11211/tcp"),
              new Flow(STRANGER, MEMCACHED, false, "11211/udp"),
              new Flow(STRANGER, MEMCACHED, true, "11211/tcp"),
              new Flow(STRANGER, MEMCACHED, true, "11211/udp"),
              new Flow(STRANGER, LDAP, false, "389/tcp"),
              new Flow(STRANGER, LDAP, true, "389/tcp"),
              new Flow(STRANGER, MAILBOX, true, "7072/tcp"),
              new Flow(STRANGER, PROXY, false, "12345/tcp"),
              new Flow(STRANGER, PROXY, true, "12345/tcp"));
      var audits = AuditedHosts.audit(system);
      assertThat(audits.failures(MEMCACHED))
          .containsOnlyKeys(
              "firewall-active",
              "listening-sockets",
              "internal-ports",
              "memcached-udp",
              "memcached-bind",
              "memcached-settings");
      assertThat(audits.failures(MEMCACHED).get("internal-ports"))
          .contains("Strangers reach 11211/tcp", "Strangers reach 11211/udp");
      assertThat(audits.failures(LDAP)).containsOnlyKeys("listening-sockets", "internal-ports");
      assertThat(audits.failures(LDAP).get("internal-ports")).contains("Strangers reach 389/tcp");
      assertThat(audits.failures(MAILBOX))
          .containsOnlyKeys("firewall-active", "ipv6", "listening-sockets", "internal-ports");
      assertThat(audits.failures(MAILBOX).get("internal-ports")).contains("7072/tcp");
      assertThat(audits.failures(PROXY)).containsOnlyKeys("ssh-rule", "listening-sockets");
      assertThat(audits.failures(PROXY).get("listening-sockets"))
          .contains("Strangers reach 12345/tcp");
    }
  }

  private static void accept(MailNetwork system, Place place, String packets) throws IOException {
    system
        .host(place)
        .shell("nft insert rule inet gatepost input " + packets + " counter accept")
        .success();
  }

  private static void forgetSsh(MailNetwork system, Place place) throws IOException {
    system
        .host(place)
        .shell(
            """
            nft -a list chain inet gatepost input | sed -n 's/.*dport 22 .*handle //p' |
              while read handle; do nft delete rule inet gatepost input handle $handle; done
            """)
        .success();
  }

  private static Set<Flow> possibleForStranger(MailNetwork system) throws IOException {
    var flows =
        Flow.all(List.of("389/tcp", "7072/tcp", "11211/tcp", "11211/udp", "12345/tcp")).stream()
            .filter(flow -> flow.from().equals(STRANGER))
            .toList();
    return Flow.possible(system, flows, Set.of());
  }
}
