package org.gatepost.firewall.plan;

import java.util.List;
import org.gatepost.firewall.plan.Rendering.PlannedFile;
import org.gatepost.firewall.plan.Source.Anyone;
import org.gatepost.firewall.plan.Source.Networks;
import org.gatepost.settings.Cidr;

/**
 * A whitelist for iptables-restore and ip6tables-restore: the whole INPUT chain of the table
 * filter, replaced in one transaction a family. FORWARD, OUTPUT, other chains and the table nat
 * stay as they are.
 */
public final class Iptables implements Renderer {
  private static final String PLACE_V4 = "/etc/iptables/gatepost.v4";
  private static final String PLACE_V6 = "/etc/iptables/gatepost.v6";

  private static final String STATES =
      """
      -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
      -A INPUT -m conntrack --ctstate INVALID -j DROP
      """;

  private static final String ICMP =
      """
      -A INPUT -p icmp --icmp-type echo-request -j ACCEPT
      -A INPUT -p icmp --icmp-type destination-unreachable -j ACCEPT
      -A INPUT -p icmp --icmp-type time-exceeded -j ACCEPT
      -A INPUT -p icmp --icmp-type parameter-problem -j ACCEPT
      """;

  // Neighbour discovery comes before connection tracking: without it IPv6 falls silent. RFC 4890
  // §4.4; 130, 131, 132 and 143 are those of multicast listeners.
  private static final String NEIGHBOURS =
      """
      -A INPUT -p ipv6-icmp --icmpv6-type neighbour-solicitation -m hl --hl-eq 255 -j ACCEPT
      -A INPUT -p ipv6-icmp --icmpv6-type neighbour-advertisement -m hl --hl-eq 255 -j ACCEPT
      -A INPUT -p ipv6-icmp --icmpv6-type router-advertisement -m hl --hl-eq 255 -j ACCEPT
      -A INPUT -s fe80::/10 -p ipv6-icmp --icmpv6-type 130 -j ACCEPT
      -A INPUT -s fe80::/10 -p ipv6-icmp --icmpv6-type 131 -j ACCEPT
      -A INPUT -s fe80::/10 -p ipv6-icmp --icmpv6-type 132 -j ACCEPT
      -A INPUT -s fe80::/10 -p ipv6-icmp --icmpv6-type 143 -j ACCEPT
      """;

  private static final String ICMPV6 =
      """
      -A INPUT -p ipv6-icmp --icmpv6-type echo-request -j ACCEPT
      -A INPUT -p ipv6-icmp --icmpv6-type destination-unreachable -j ACCEPT
      -A INPUT -p ipv6-icmp --icmpv6-type packet-too-big -j ACCEPT
      -A INPUT -p ipv6-icmp --icmpv6-type time-exceeded -j ACCEPT
      -A INPUT -p ipv6-icmp --icmpv6-type parameter-problem -j ACCEPT
      -A INPUT -s fe80::/10 -p udp --sport 547 --dport 546 -m comment --comment "DHCPv6, answers to this host" -j ACCEPT
      """;

  private static final String FOOT =
      """
      -A INPUT -m limit --limit 6/min --limit-burst 10 -j LOG --log-prefix "gatepost dropped: " --log-level info
      COMMIT
      """;

  @Override
  public Rendering render(Whitelist whitelist) {
    return new Rendering(
        List.of(
            new PlannedFile("gatepost.v4", PLACE_V4, text(whitelist, "IPv4", STATES + ICMP, true)),
            new PlannedFile(
                "gatepost.v6",
                PLACE_V6,
                text(whitelist, "IPv6", NEIGHBOURS + STATES + ICMPV6, false))),
        List.of(
            "iptables-restore --noflush --test " + PLACE_V4,
            "ip6tables-restore --noflush --test " + PLACE_V6),
        List.of(
            "iptables-restore --noflush " + PLACE_V4, "ip6tables-restore --noflush " + PLACE_V6),
        List.of("netfilter-persistent save", "systemctl enable netfilter-persistent.service"),
        List.of(
            "The chain INPUT becomes what the files say; rules that others have put there are"
                + " dropped from it: restart fail2ban afterwards, if it runs. FORWARD, OUTPUT and"
                + " nat are not touched. Ports that Docker publishes are forwarded ones.",
            "netfilter-persistent comes with the package iptables-persistent."));
  }

  private static String text(Whitelist whitelist, String family, String always, boolean ipv4) {
    StringBuilder text =
        new StringBuilder(head(RuleText.plain(whitelist.host().name()), family)).append(always);
    for (Permit permit : whitelist.permits()) {
      switch (permit.source()) {
        case Anyone() -> rule(text, permit, "");
        case Networks networks -> {
          for (Cidr network : networks.networks()) {
            if (network.isIpv4() == ipv4) {
              rule(text, permit, "-s " + network.text() + " ");
            }
          }
        }
      }
    }
    return text.append(FOOT).toString();
  }

  private static String head(String host, String family) {
    return """
    # What may come in to %s over %s, by gatepost firewall plan. To be loaded with
    # --noflush: only the chain INPUT is replaced.
    *filter
    :INPUT DROP [0:0]
    -F INPUT
    -A INPUT -i lo -m comment --comment "loopback" -j ACCEPT
    """
        .formatted(host, family);
  }

  private static void rule(StringBuilder text, Permit permit, String from) {
    text.append(
        "-A INPUT %s-p %s --dport %d -m comment --comment \"%s\" -j ACCEPT\n"
            .formatted(from, permit.transport(), permit.port(), RuleText.comment(permit)));
  }
}
