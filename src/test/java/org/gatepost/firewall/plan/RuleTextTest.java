package org.gatepost.firewall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatepost.firewall.plan.HandMade.networks;
import static org.gatepost.firewall.plan.HandMade.tcp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RuleTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\"; flush ruleset; #",
        "a' $(reboot) `reboot` '",
        "a --> <rule/>",
        "a\nufw disable",
        "a\\\n-A INPUT -j ACCEPT",
        "[Zimbra]|ports=1:65535/tcp",
        "ä\u202e\u0000"
      })
  void whatStrangersWriteIsNoPartOfARule(String who) {
    var comment = RuleText.comment(tcp(389, networks(who, "10.0.0.1"), "LDAP"));

    assertThat(comment).matches("LDAP for [A-Za-z0-9 ._:/+()@,=-]*").doesNotContain("--");
  }

  @Test
  void commentIsCutWhereNftWouldRefuseIt() {
    assertThat(RuleText.comment(tcp(389, networks("a".repeat(300), "10.0.0.1"), "LDAP")))
        .hasSize(100);
  }
}
