package org.gatepost.firewall.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gatepost.firewall.plan.Rendering.PlannedFile;
import org.gatepost.firewall.plan.Source.Anyone;
import org.gatepost.firewall.plan.Source.Networks;
import org.gatepost.settings.Cidr;

/**
 * A whitelist for nftables: one table of our own, which a single transaction replaces, so that
 * there is no moment without rules; tables of others (Docker, fail2ban) are not touched.
 */
public final class Nftables implements Renderer {
  /** Where the file belongs; the configuration of the service includes it. */
  private static final String PLACE = "/etc/nftables.d/gatepost.nft";

  // A file that is missing may not stop all others at the start: with a star it does not.
  private static final String INCLUDED = "/etc/nftables.d/gatepost*.nft";

  private static final String KEEP =
      "conf=/etc/nftables.conf; test -e /etc/sysconfig/nftables.conf &&"
          + " conf=/etc/sysconfig/nftables.conf; grep -qsF '"
          + INCLUDED
          + "' $conf || echo 'include \""
          + INCLUDED
          + "\"' >> $conf";

  // Neighbour discovery comes before connection tracking: without it IPv6 falls silent. RFC 4890
  // §4.4 names the types of ICMPv6 that a host needs.
  private static final String CHAIN =
      """
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
      """;

  private static final String FOOT =
      """
          limit rate 6/minute burst 10 packets log prefix "gatepost dropped: " level info
          counter
        }
      }
      """;

  @Override
  public Rendering render(Whitelist whitelist) {
    return new Rendering(
        List.of(new PlannedFile("gatepost.nft", PLACE, text(whitelist))),
        List.of("nft -c -f " + PLACE),
        List.of("nft -f " + PLACE),
        List.of(KEEP, "systemctl enable nftables.service"),
        List.of(
            "Only what comes in to this host is filtered: the table gatepost has no chain for"
                + " forwarded packets. Ports that Docker publishes are forwarded ones.",
            "A packet must pass the tables of others as well: what they drop stays dropped."));
  }

  private static String text(Whitelist whitelist) {
    Map<Networks, String> names = names(whitelist);
    StringBuilder text = new StringBuilder(head(RuleText.plain(whitelist.host().name())));
    names.forEach((networks, name) -> {
      set(text, name + "_v4", "ipv4_addr", networks.networks(), true);
      set(text, name + "_v6", "ipv6_addr", networks.networks(), false);
    });
    text.append(CHAIN);
    for (Permit permit : whitelist.permits()) {
      for (String from : from(permit.source(), names)) {
        text.append(
            "    %s%s dport %d accept comment \"%s\"\n"
                .formatted(from, permit.transport(), permit.port(), RuleText.comment(permit)));
      }
    }
    return text.append(FOOT).toString();
  }

  private static String head(String host) {
    return """
    #!/usr/sbin/nft -f
    # What may come in to %s, by gatepost firewall plan. Changes made here are
    # lost with the next plan.

    # The first line makes sure that there is something to delete.
    table inet gatepost
    delete table inet gatepost

    table inet gatepost {
    """
        .formatted(host);
  }

  /** A name for each source, which nft reads as a name and as nothing else. */
  private static Map<Networks, String> names(Whitelist whitelist) {
    Map<Networks, String> names = new LinkedHashMap<>();
    for (Permit permit : whitelist.permits()) {
      if (permit.source() instanceof Networks networks && !names.containsKey(networks)) {
        String name = "from_" + networks.who().replaceAll("[^A-Za-z0-9_.-]", "_");
        String cut = name.substring(0, Math.min(name.length(), 60));
        // Two names may differ only in what was replaced or cut off.
        names.put(networks, names.containsValue(cut) ? cut + "_" + names.size() : cut);
      }
    }
    return names;
  }

  private static void set(
      StringBuilder text, String name, String type, List<Cidr> networks, boolean ipv4) {
    if (networks.stream().noneMatch(network -> network.isIpv4() == ipv4)) {
      return;
    }
    String elements =
        networks.stream()
            .filter(network -> network.isIpv4() == ipv4)
            .map(Cidr::text)
            .collect(Collectors.joining(", "));
    text.append("  set %s {\n    type %s\n    flags interval\n".formatted(name, type))
        .append("    auto-merge\n    elements = { %s }\n  }\n\n".formatted(elements));
  }

  /** How rules for a source begin: one for everybody, else one for each family. */
  private static List<String> from(Source source, Map<Networks, String> names) {
    return switch (source) {
      case Anyone() -> List.of("");
      case Networks networks -> {
        List<String> from = new ArrayList<>();
        if (networks.networks().stream().anyMatch(Cidr::isIpv4)) {
          from.add("ip saddr @" + names.get(networks) + "_v4 ");
        }
        if (!networks.networks().stream().allMatch(Cidr::isIpv4)) {
          from.add("ip6 saddr @" + names.get(networks) + "_v6 ");
        }
        yield from;
      }
    };
  }
}
