package org.gatepost.firewall.audit;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatepost.firewall.rules.NftListing;
import org.gatepost.firewall.rules.NftListing.Listed;

/**
 * A rule beside those of the firewall in use, and how it is taken away: tables of nft have each
 * their own say, and iptables is shared by many.
 *
 * @param place the table and chain, for nft; the chain, for iptables
 * @param delete the command
 */
record OthersRule(String place, String delete) {
  private static final Pattern POLICY =
      Pattern.compile("policy drop of (\\w+) ([\\w.-]+) ([\\w.-]+)");
  private static final Pattern APPENDED = Pattern.compile("-A (\\S+) .*");

  /** What means nothing to a shell: comments of others' rules may say anything. */
  private static final Pattern PLAIN = Pattern.compile("[\\w ./:,+!-]+");

  /** The rule that decides over a packet, as the simulation names it; nothing if not found. */
  static Optional<OthersRule> of(String rule, boolean ipv4, NftListing listing) {
    Matcher appended = APPENDED.matcher(rule);
    if (appended.matches()) {
      return PLAIN.matcher(rule).matches()
          ? Optional.of(
              new OthersRule(
                  appended.group(1), (ipv4 ? "iptables -D" : "ip6tables -D") + rule.substring(2)))
          : Optional.empty();
    }
    Matcher policy = POLICY.matcher(rule);
    if (policy.matches() && !policy.group(1).endsWith("tables")) {
      String table = policy.group(1) + " " + policy.group(2);
      return Optional.of(
          new OthersRule(
              table + " " + policy.group(3),
              "nft 'chain %s %s { policy accept; }'".formatted(table, policy.group(3))));
    }
    return listed(rule, listing);
  }

  /** Looks it up where nft lists all rules, with their handles; one and no other must be so. */
  private static Optional<OthersRule> listed(String rule, NftListing listing) {
    List<Listed> alike =
        listing.rules().stream()
            .filter(one -> withoutCounts(one.words()).equals(withoutCounts(rule)))
            .toList();
    if (alike.size() != 1) {
      return Optional.empty();
    }
    String place = alike.getFirst().table() + " " + alike.getFirst().chain();
    return PLAIN.matcher(place).matches()
        ? Optional.of(
            new OthersRule(
                place, "nft delete rule %s handle %s".formatted(place, alike.getFirst().handle())))
        : Optional.empty();
  }

  /** They go on counting. */
  private static String withoutCounts(String rule) {
    return rule.replaceAll("packets \\d+ bytes \\d+", "");
  }

  /** Whether it is one of those that ufw itself has made. */
  boolean isOfUfw() {
    return List.of(place.split(" ", -1)).getLast().startsWith("ufw")
        || place.equals("ip filter INPUT")
        || place.equals("ip6 filter INPUT");
  }

  /** Whether it is in the table of the plan for nftables. */
  boolean isPlanned() {
    return place.startsWith("inet gatepost ");
  }
}
