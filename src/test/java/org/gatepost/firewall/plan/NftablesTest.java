package org.gatepost.firewall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatepost.firewall.plan.HandMade.networks;
import static org.gatepost.firewall.plan.HandMade.tcp;

import org.junit.jupiter.api.Test;

final class NftablesTest {
  @Test
  void tableIsReplacedAsAWholeAndNamesServiceAndSource() {
    assertThat(text(HandMade.proxy()))
        .isEqualTo(
            """
            #!/usr/sbin/nft -f
            # What may come in to proxy.example.com, by gatepost firewall plan. Changes made here are
            # lost with the next plan.

            # The first line makes sure that there is something to delete.
            table inet gatepost
            delete table inet gatepost

            table inet gatepost {
              set from_administrators_v4 {
                type ipv4_addr
                flags interval
                auto-merge
                elements = { 192.0.2.0/24 }
              }

              set from_administrators_v6 {
                type ipv6_addr
                flags interval
                auto-merge
                elements = { 2001:db8:1::/48 }
              }

              set from_mbx1.example.com_v4 {
                type ipv4_addr
                flags interval
                auto-merge
                elements = { 10.0.0.11 }
              }

              set from_mbx1.example.com_v6 {
                type ipv6_addr
                flags interval
                auto-merge
                elements = { 2001:db8::11 }
              }

              chain input {
                type filter hook input priority filter; policy drop;
                iif "lo" accept comment "loopback"
                icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } ip6 hoplimit 255 accept comment "neighbour discovery"
                icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report } ip6 saddr fe80::/10 accept comment "multicast listeners"
                ct state established,related accept
                ct state invalid drop
                icmp type { echo-request, destination-unreachable, time-exceeded, parameter-problem } accept comment "ICMP, path MTU"
                icmpv6 type { echo-request, destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept comment "ICMPv6, path MTU"
                ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept comment "DHCPv6, answers to this host"
                ip saddr @from_administrators_v4 tcp dport 22 accept comment "SSH for administrators"
                ip6 saddr @from_administrators_v6 tcp dport 22 accept comment "SSH for administrators"
                tcp dport 443 accept comment "web TLS for anyone"
                tcp dport 993 accept comment "IMAPS for anyone"
                ip saddr @from_administrators_v4 tcp dport 9071 accept comment "admin console for administrators"
                ip6 saddr @from_administrators_v6 tcp dport 9071 accept comment "admin console for administrators"
                ip saddr @from_mbx1.example.com_v4 tcp dport 11211 accept comment "memcached for mbx1.example.com"
                ip6 saddr @from_mbx1.example.com_v6 tcp dport 11211 accept comment "memcached for mbx1.example.com"
                limit rate 6/minute burst 10 packets log prefix "gatepost dropped: " level info
                counter
              }
            }
            """);
  }

  @Test
  void sourcesWhoseNamesLookAlikeHaveSetsOfTheirOwn() {
    var text =
        text(
            HandMade.whitelist(
                tcp(389, networks("a b", "10.0.0.1"), "LDAP"),
                tcp(389, networks("a'b", "10.0.0.2"), "LDAP")));

    assertThat(text)
        .contains("ip saddr @from_a_b_v4 tcp dport 389", "ip saddr @from_a_b_1_v4 tcp dport 389");
  }

  private static String text(Whitelist whitelist) {
    return new Nftables().render(whitelist).files().getFirst().text();
  }
}
