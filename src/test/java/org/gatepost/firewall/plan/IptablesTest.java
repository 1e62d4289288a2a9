package org.gatepost.firewall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class IptablesTest {
  private final Rendering rendering = new Iptables().render(HandMade.proxy());

  @Test
  void eachFamilyHasTheRulesForItsOwnAddresses() {
    assertThat(rules(0))
        .isEqualTo(
            """
            -A INPUT -s 192.0.2.0/24 -p tcp --dport 22 -m comment --comment "SSH for administrators" -j ACCEPT
            -A INPUT -p tcp --dport 443 -m comment --comment "web TLS for anyone" -j ACCEPT
            -A INPUT -p tcp --dport 993 -m comment --comment "IMAPS for anyone" -j ACCEPT
            -A INPUT -s 192.0.2.0/24 -p tcp --dport 9071 -m comment --comment "admin console for administrators" -j ACCEPT
            -A INPUT -s 10.0.0.11 -p tcp --dport 11211 -m comment --comment "memcached for mbx1.example.com" -j ACCEPT
            -A INPUT -m limit --limit 6/min --limit-burst 10 -j LOG --log-prefix "gatepost dropped: " --log-level info
            COMMIT
            """);
    assertThat(rules(1))
        .isEqualTo(
            """
            -A INPUT -s 2001:db8:1::/48 -p tcp --dport 22 -m comment --comment "SSH for administrators" -j ACCEPT
            -A INPUT -p tcp --dport 443 -m comment --comment "web TLS for anyone" -j ACCEPT
            -A INPUT -p tcp --dport 993 -m comment --comment "IMAPS for anyone" -j ACCEPT
            -A INPUT -s 2001:db8:1::/48 -p tcp --dport 9071 -m comment --comment "admin console for administrators" -j ACCEPT
            -A INPUT -s 2001:db8::11 -p tcp --dport 11211 -m comment --comment "memcached for mbx1.example.com" -j ACCEPT
            -A INPUT -m limit --limit 6/min --limit-burst 10 -j LOG --log-prefix "gatepost dropped: " --log-level info
            COMMIT
            """);
  }

  @Test
  void onlyTheChainInputIsTouched() {
    assertThat(rendering.files())
        .allSatisfy(file ->
            assertThat(file.text().lines().filter(line -> !line.startsWith("-A INPUT ")))
                .filteredOn(line -> !line.startsWith("#"))
                .containsExactly("*filter", ":INPUT DROP [0:0]", "-F INPUT", "COMMIT"));
    assertThat(rendering.loads()).allMatch(command -> command.contains("-restore --noflush "));
  }

  /** From the first rule on that names a port of the whitelist. */
  private String rules(int file) {
    String text = rendering.files().get(file).text();
    int ssh = text.indexOf("--dport 22 ");
    return text.substring(text.lastIndexOf('\n', ssh) + 1);
  }
}
