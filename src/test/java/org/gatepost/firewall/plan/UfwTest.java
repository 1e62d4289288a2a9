package org.gatepost.firewall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatepost.firewall.plan.HandMade.ANYONE;
import static org.gatepost.firewall.plan.HandMade.tcp;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UfwTest {
  @Test
  void sshIsOpenBeforeAnythingIsEnabledAndOldRulesGoLast() {
    assertThat(unmarked(new Ufw().render(HandMade.proxy()).loads()))
        .containsExactly(
            "ufw reload",
            "ufw allow proto tcp from 192.0.2.0/24 to any port 22 comment 'gatepost MARK: SSH for administrators'",
            "ufw allow proto tcp from 2001:db8:1::/48 to any port 22 comment 'gatepost MARK: SSH for administrators'",
            "ufw app update Gatepost-proxy",
            "ufw app update Gatepost-admin",
            "ufw allow from any to any app Gatepost-proxy comment 'gatepost MARK: Gatepost-proxy for anyone'",
            "ufw allow from 192.0.2.0/24 to any app Gatepost-admin comment 'gatepost MARK: Gatepost-admin for administrators'",
            "ufw allow from 2001:db8:1::/48 to any app Gatepost-admin comment 'gatepost MARK: Gatepost-admin for administrators'",
            "ufw allow proto tcp from 10.0.0.11 to any port 11211 comment 'gatepost MARK: memcached for mbx1.example.com'",
            "ufw allow proto tcp from 2001:db8::11 to any port 11211 comment 'gatepost MARK: memcached for mbx1.example.com'",
            "ufw show added | grep \" comment 'gatepost \" | grep -v \" comment 'gatepost MARK: \" | sed 's/^ufw /delete /' | xargs -r -L1 ufw",
            "ufw default deny incoming",
            "ufw logging low",
            "ufw --force enable");
  }

  @Test
  void profilesNameTheirPorts() {
    assertThat(file(HandMade.proxy()))
        .isEqualTo(
            """
            # What everybody and administrators may reach on proxy.example.com, by gatepost firewall plan.
            # Changes made here are lost with the next plan.

            [Gatepost-proxy]
            title=Gatepost-proxy
            description=Ports for anyone, by gatepost firewall plan
            # 443 web TLS
            # 993 IMAPS
            ports=443,993/tcp

            [Gatepost-admin]
            title=Gatepost-admin
            description=Ports for administrators, by gatepost firewall plan
            # 9071 admin console
            ports=9071/tcp
            """);
  }

  @Test
  void profileHasAtMostFifteenPorts() {
    List<Permit> permits = new ArrayList<>(List.of(HandMade.SSH));
    for (int port = 1001; port <= 1016; port++) {
      permits.add(tcp(port, ANYONE, "door"));
    }
    assertThat(file(HandMade.whitelist(permits)).lines())
        .filteredOn(line -> line.startsWith("[") || line.startsWith("ports="))
        .containsExactly(
            "[Gatepost-proxy]",
            "ports=1001,1002,1003,1004,1005,1006,1007,1008,1009,1010,1011,1012,1013,1014,1015/tcp",
            "[Gatepost-proxy-2]",
            "ports=1016/tcp");
  }

  @Test
  void anotherPlanHasAnotherMarkAndTheSamePlanTheSame() {
    var one = new Ufw().render(HandMade.proxy()).loads();
    var again = new Ufw().render(HandMade.proxy()).loads();
    var other = new Ufw().render(HandMade.whitelist(HandMade.SSH)).loads();

    assertThat(again).isEqualTo(one);
    assertThat(other).doesNotContainAnyElementsOf(one.subList(1, 3));
  }

  private static String file(Whitelist whitelist) {
    return new Ufw().render(whitelist).files().getFirst().text();
  }

  private static List<String> unmarked(List<String> commands) {
    return commands.stream()
        .map(command -> command.replaceAll("gatepost [0-9a-f]{8}", "gatepost MARK"))
        .toList();
  }
}
