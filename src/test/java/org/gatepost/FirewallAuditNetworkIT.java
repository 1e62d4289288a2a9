package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatepost.testing.MailNetwork.LDAP;
import static org.gatepost.testing.MailNetwork.MAILBOX;
import static org.gatepost.testing.MailNetwork.MEMCACHED;
import static org.gatepost.testing.MailNetwork.PROXY;
import static org.gatepost.testing.MailNetwork.SERVERS;
import static org.gatepost.testing.MailNetwork.STRANGER;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.gatepost.testing.ExpectedFlows;
import org.gatepost.testing.Flow;
import org.gatepost.testing.MailNetwork;
import org.gatepost.testing.Network.Place;
import org.gatepost.testing.PlannedFirewalls;
import org.gatepost.testing.Programs.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code firewall audit} on each host of a mail system: what it says of faults is what strangers
 * then can do.
 */
@Timeout(240)
final class FirewallAuditNetworkIT {
  @Test
  void faultsOfEachHostAreFoundAndNothingElse() throws IOException {
    try (var system = MailNetwork.create()) {
      system.startLdap();
      PlannedFirewalls.protect(system, "nftables");
      system.startOthers();
      for (var audit : audits(system).entrySet()) {
        assertThat(audit.getValue().success()).as(audit.getKey().name()).doesNotContain("FAIL");
      }

      system.restartMemcached("-U", "11211");
      system.host(MEMCACHED).run("nft", "delete", "table", "inet", "gatepost").success();
      accept(system, LDAP, "tcp dport 389");
      accept(system, MAILBOX, "meta nfproto ipv6");
      accept(system, PROXY, "tcp dport 12345");
      system.listen(PROXY, List.of("12345/tcp"));
      forgetSsh(system, PROXY);

      var possible = possibleForStranger(system);
      assertThat(possible)
          .contains(
              new Flow(STRANGER, MEMCACHED, false, "11211/udp"),
              new Flow(STRANGER, LDAP, false, "389/tcp"),
              new Flow(STRANGER, MAILBOX, true, "7072/tcp"),
              new Flow(STRANGER, PROXY, true, "12345/tcp"))
          .doesNotContain(new Flow(STRANGER, MAILBOX, false, "7072/tcp"));
      var audits = audits(system);
      audits.forEach((place, audit) ->
          assertThat(audit.exit()).as("%s: %s", place.name(), audit.output()).isEqualTo(2));
      audits.forEach((place, audit) -> System.err.println(place.name() + "\n" + audit.output()));
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

  private static List<Flow> possibleForStranger(MailNetwork system) throws IOException {
    var flows =
        Flow.all(List.of("389/tcp", "7072/tcp", "11211/tcp", "11211/udp", "12345/tcp")).stream()
            .filter(flow -> flow.from().equals(STRANGER))
            .toList();
    return List.copyOf(Flow.possible(system, flows, new HashSet<>()));
  }

  private static Map<Place, Result> audits(MailNetwork system) throws IOException {
    return system.onEach(SERVERS, place -> {
      List<String> command = new ArrayList<>(List.of("firewall", "audit"));
      command.addAll(List.of("-c", system.hostFile(place).toString()));
      command.addAll(List.of("--admin-from", String.join(",", ExpectedFlows.ADMIN_NETWORKS)));
      return system.run(place, command.toArray(String[]::new));
    });
  }
}
