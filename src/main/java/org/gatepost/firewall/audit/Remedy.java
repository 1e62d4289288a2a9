package org.gatepost.firewall.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatepost.firewall.plan.Manager;
import org.gatepost.firewall.plan.Permit;
import org.gatepost.firewall.rules.ActiveRules;
import org.gatepost.firewall.rules.NftListing;
import org.gatepost.firewall.rules.Packet;
import org.gatepost.settings.Cidr;

/**
 * What to do about the rules, in the words of the firewall that this host has. A rule that is too
 * wide is taken away, never outweighed by another one: that would shut out those whom the whitelist
 * lets in at the same port.
 */
final class Remedy {
  private final Scene scene;
  private final NftListing listing;
  private final Manager manager;
  private final List<UfwRule> ufw;

  private Remedy(Scene scene, NftListing listing, Manager manager) {
    this.scene = scene;
    this.listing = listing;
    this.manager = manager;
    this.ufw = manager == Manager.UFW ? UfwRule.read() : List.of();
  }

  static Remedy in(Scene scene) {
    ActiveRules rules = scene.rules().what().orElseThrow();
    return new Remedy(scene, rules.listing(), manager(rules));
  }

  /** The firewall in use, by the names that each gives to its chains. */
  private static Manager manager(ActiveRules rules) {
    List<String> lines = rules.lines();
    if (lines.stream().anyMatch(rule -> rule.contains("ufw-"))) {
      return Manager.UFW;
    }
    if (lines.stream()
        .anyMatch(rule -> rule.contains("filter_INPUT_") || rule.contains("filter_IN_"))) {
      return Manager.FIREWALLD;
    }
    boolean iptables =
        lines.stream().anyMatch(rule -> rule.startsWith("-A INPUT "))
            || rules.listing().says("table ip filter is managed by iptables");
    return iptables && !rules.listing().says("table inet gatepost {")
        ? Manager.IPTABLES
        : Manager.NFTABLES;
  }

  boolean isUfw() {
    return manager == Manager.UFW;
  }

  /** The whole whitelist anew. */
  String plan() {
    String networks =
        scene.terms().administrators().stream().map(Cidr::text).collect(Collectors.joining(","));
    return Stream.of(
            Stream.of("gatepost firewall plan --for " + manager),
            scene.options().stream(),
            Stream.of("--host " + scene.host().name()),
            Stream.of("--admin-from " + networks).filter(_ -> !networks.isEmpty()),
            Stream.of("--apply"))
        .flatMap(words -> words)
        .collect(Collectors.joining(" "));
  }

  /**
   * Keeps out those who may send a packet and should not.
   *
   * @param rule what lets it in
   */
  List<String> close(Packet packet, String rule) {
    if (manager != Manager.UFW) {
      // Its end is a drop of all else.
      return List.of(plan());
    }
    if (rule.matches("-A ufw6?-(before|after)-input .*")) {
      return List.of(
          "take the rule out of /etc/ufw/%s.rules, then ufw reload"
              .formatted(rule.replaceFirst("-A ufw(6?)-(before|after)-input .*", "$2$1")));
    }
    Optional<OthersRule> others =
        OthersRule.of(rule, Words.isIpv4(packet.source()), listing).filter(one -> !one.isOfUfw());
    return others.isPresent() ? List.of(others.get().delete()) : closeUfw(packet);
  }

  private List<String> closeUfw(Packet packet) {
    List<UfwRule> wide = ufw.stream().filter(one -> one.letsIn() && one.matches(packet)).toList();
    List<String> remedy = new ArrayList<>();
    // First the plan: nobody may be shut out in between.
    if (wide.isEmpty() || wide.stream().anyMatch(UfwRule::planned) || areNeeded(wide)) {
      remedy.add(plan());
    }
    wide.stream().filter(one -> !one.planned()).map(UfwRule::delete).forEach(remedy::add);
    return remedy;
  }

  /** Whether some would be shut out for whom the whitelist has a port. */
  private boolean areNeeded(List<UfwRule> rules) {
    for (Permit permit : scene.whitelist().permits()) {
      for (Sample sample : Samples.of(permit, scene)) {
        Packet packet = scene.packet(permit.transport(), permit.port(), sample.address());
        boolean others =
            ufw.stream()
                .filter(one -> !rules.contains(one) && one.matches(packet))
                .findFirst()
                .map(UfwRule::letsIn)
                .orElse(false);
        if (!others && rules.stream().anyMatch(one -> one.matches(packet))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Lets somebody in.
   *
   * @param packet theirs
   * @param from a network, or {@code any}
   * @param rule what keeps them out
   */
  List<String> open(Packet packet, String from, String rule) {
    Optional<OthersRule> others =
        OthersRule.of(rule, Words.isIpv4(packet.source()), listing).filter(one -> !one.isPlanned());
    if (manager == Manager.UFW) {
      Optional<OthersRule> foreign = others.filter(one -> !one.isOfUfw());
      return foreign.isPresent() ? List.of(foreign.get().delete()) : openUfw(packet, from);
    }
    List<String> remedy = new ArrayList<>(List.of(plan()));
    if (manager == Manager.NFTABLES) {
      // After the plan, which drops all else: other tables drop what it lets in.
      others.map(OthersRule::delete).ifPresent(remedy::add);
    }
    return remedy;
  }

  private List<String> openUfw(Packet packet, String from) {
    List<UfwRule> matching = ufw.stream().filter(one -> one.matches(packet)).toList();
    List<String> remedy = new ArrayList<>();
    // ufw takes the first rule that fits: another one behind would not help.
    matching.stream().takeWhile(one -> !one.letsIn()).map(UfwRule::delete).forEach(remedy::add);
    if (matching.stream().noneMatch(UfwRule::letsIn)) {
      remedy.add(
          "ufw allow proto %s from %s to any port %d"
              .formatted(packet.transport(), from, packet.destinationPort()));
    }
    return remedy.isEmpty() ? List.of(plan()) : remedy;
  }

  /** A rule that a person must look at. */
  String show() {
    return switch (manager) {
      case UFW -> "ufw status numbered";
      case FIREWALLD -> "firewall-cmd --list-all-zones";
      case NFTABLES -> "nft -a list ruleset";
      case IPTABLES -> "iptables-save; ip6tables-save";
    };
  }
}
