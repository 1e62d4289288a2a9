package org.gatepost.firewall.audit;

import java.util.List;
import java.util.stream.Collectors;
import org.gatepost.firewall.rules.ActiveRules;

/** What to do about the rules, in the words of the firewall that this host has. */
final class Remedy {
  private enum Manager {
    UFW,
    FIREWALLD,
    NFTABLES
  }

  private final Manager manager;
  private final String options;

  private Remedy(Manager manager, String options) {
    this.manager = manager;
    this.options = options;
  }

  static Remedy in(Scene scene) {
    Manager manager =
        scene.rules().what().map(ActiveRules::lines).orElseGet(List::of).stream()
            .map(Remedy::manager)
            .filter(found -> found != Manager.NFTABLES)
            .findFirst()
            .orElse(Manager.NFTABLES);
    return new Remedy(manager, options(scene));
  }

  private static String options(Scene scene) {
    String networks =
        scene.terms().administrators().stream().map(Words::of).collect(Collectors.joining(","));
    return " --host "
        + scene.host().name()
        + (networks.isEmpty() ? "" : " --admin-from " + networks);
  }

  private static Manager manager(String rule) {
    if (rule.contains("ufw-")) {
      return Manager.UFW;
    }
    return rule.contains("filter_INPUT_") || rule.contains("filter_IN_")
        ? Manager.FIREWALLD
        : Manager.NFTABLES;
  }

  /** The whole whitelist anew. */
  String plan() {
    String word =
        switch (manager) {
          case UFW -> "ufw";
          case FIREWALLD -> "firewalld";
          case NFTABLES -> "nftables";
        };
    return "gatepost firewall plan --for " + word + options + " --apply";
  }

  String close(Door door) {
    return switch (manager) {
      // First of all: ufw takes the first rule that fits.
      case UFW -> "ufw prepend deny " + door;
      case FIREWALLD ->
          "firewall-cmd --permanent --remove-port=%s && firewall-cmd --reload".formatted(door);
      case NFTABLES -> plan();
    };
  }

  /**
   * Lets somebody in.
   *
   * @param from a network, or {@code any}
   */
  String open(Door door, String from) {
    return manager == Manager.UFW
        ? "ufw allow proto %s from %s to any port %d".formatted(door.transport(), from, door.port())
        : plan();
  }

  String closeTo(String network) {
    return manager == Manager.UFW ? "ufw delete allow from " + network : plan();
  }

  /** A rule that a person must look at. */
  String show() {
    return switch (manager) {
      case UFW -> "ufw status numbered";
      case FIREWALLD -> "firewall-cmd --list-all-zones";
      case NFTABLES -> "nft -a list ruleset";
    };
  }
}
