package org.gatepost.firewall.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatepost.firewall.rules.NftListing;
import org.junit.jupiter.api.Test;

final class OthersRuleTest {
  private static final NftListing LISTING =
      NftListing.read(
          """
          table inet mine { # handle 3
          	chain input { # handle 1
          		type filter hook input priority -10; policy accept;
          		tcp dport 22 counter packets 7 bytes 420 drop # handle 4
          		tcp dport 25 drop # handle 5
          		tcp dport 25 drop # handle 6
          	}
          }
          """);

  @Test
  void aRuleOfATableIsTakenAwayByItsHandle() {
    assertThat(OthersRule.of("tcp dport 22 counter packets 6 bytes 360 drop", true, LISTING))
        .contains(new OthersRule("inet mine input", "nft delete rule inet mine input handle 4"));
  }

  @Test
  void whichOfTwoAlikeItIsIsNotGuessed() {
    assertThat(OthersRule.of("tcp dport 25 drop", true, LISTING)).isEmpty();
  }

  @Test
  void aPolicyIsChanged() {
    assertThat(
            OthersRule.of("policy drop of inet mine input", true, LISTING).orElseThrow().delete())
        .isEqualTo("nft 'chain inet mine input { policy accept; }'");
  }

  @Test
  void aRuleOfIptablesIsDeletedInItsFamily() {
    assertThat(
            OthersRule.of("-A INPUT -p tcp -m tcp --dport 22 -j DROP", false, LISTING)
                .orElseThrow()
                .delete())
        .isEqualTo("ip6tables -D INPUT -p tcp -m tcp --dport 22 -j DROP");
  }

  @Test
  void whatAShellWouldReadOtherwiseIsNoCommand() {
    assertThat(OthersRule.of("-A INPUT -m comment --comment \"$(reboot)\" -j DROP", true, LISTING))
        .isEmpty();
  }
}
