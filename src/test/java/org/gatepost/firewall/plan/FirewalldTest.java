package org.gatepost.firewall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FirewalldTest {
  @Test
  void publicDoorsAreAServiceAndNetworksHaveRules() {
    var files = new Firewalld().render(HandMade.proxy()).files();

    assertThat(files.get(1).text())
        .contains(
            """
              <!-- web TLS for anyone -->
              <port port="443" protocol="tcp"/>
              <!-- IMAPS for anyone -->
              <port port="993" protocol="tcp"/>
            </service>
            """
                .indent(0));
    assertThat(files.get(0).text())
        .contains("<zone target=\"DROP\">", "<service name=\"gatepost\"/>")
        .contains(
            """
              <!-- memcached for mbx1.example.com -->
              <rule family="ipv4"><source address="10.0.0.11"/><port port="11211" protocol="tcp"/><accept/></rule>
              <rule family="ipv6"><source address="2001:db8::11"/><port port="11211" protocol="tcp"/><accept/></rule>
              <rule priority="32767">
            """);
  }

  @Test
  void hostWithoutPublicDoorsNeedsNoService() {
    var rendering = new Firewalld().render(HandMade.whitelist(HandMade.SSH));

    assertThat(rendering.files()).hasSize(1);
    assertThat(rendering.files().getFirst().text()).doesNotContain("<service");
  }
}
