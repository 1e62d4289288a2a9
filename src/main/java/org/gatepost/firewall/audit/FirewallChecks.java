package org.gatepost.firewall.audit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.rules.ActiveRules;
import org.gatepost.firewall.rules.Fate;
import org.gatepost.firewall.rules.Fate.Outcome;
import org.gatepost.firewall.rules.Packet;
import org.gatepost.settings.Cidr;

/**
 * Whether there is a firewall at all, for both families, and whether it has a hole for a network.
 */
final class FirewallChecks {
  /** Ports that no service has; a rule for one of them by name is not to be expected. */
  private static final List<Integer> ODD = List.of(1, 1234, 4321, 33333, 50123, 65001);

  /** A list of thousands of blocked addresses is not walked through. */
  private static final int MANY = 500;

  private FirewallChecks() {}

  /** A stranger's packets to ports that nobody has opened. */
  static List<Finding> active(Scene scene, Report report) {
    ActiveRules rules = scene.rules().what().orElseThrow();
    Ways open = new Ways(scene);
    Ways unclear = new Ways(scene);
    for (InetAddress stranger : scene.strangers()) {
      for (InetAddress own : scene.destinations(Words.isIpv4(stranger))) {
        undenied(rules, stranger, own)
            .ifPresent(fate ->
                (fate.outcome() == Outcome.ACCEPTED ? open : unclear)
                    .add(new Packet(Transport.TCP, stranger, own, ODD.getFirst()), fate.rule()));
      }
    }
    if (!open.isEmpty()) {
      return List.of(
          report.fail("What no rule allows is let in.", open.lines(), Remedy.in(scene).plan()));
    }
    if (!unclear.isEmpty()) {
      return List.of(
          report.warn(
              "Whether what no rule allows is let in depends on a rule that cannot be followed here.",
              unclear.lines(),
              Remedy.in(scene).show()));
    }
    return List.of(report.ok("What no rule allows is dropped, over IPv4 and IPv6."));
  }

  /**
   * Something odd that is not kept out, where that holds of most of it: one of the ports may have a
   * rule for itself.
   */
  private static Optional<Fate> undenied(ActiveRules rules, InetAddress source, InetAddress own) {
    for (Transport transport : Transport.values()) {
      List<Fate> undenied =
          ODD.stream()
              .map(port -> rules.fate(new Packet(transport, source, own, port)))
              .filter(fate -> fate.outcome() == Outcome.ACCEPTED || fate.isUnclear())
              .toList();
      if (undenied.size() > ODD.size() / 2) {
        return Optional.of(undenied.getFirst());
      }
    }
    return Optional.empty();
  }

  /**
   * Whether strangers over this family are kept out of what nobody has opened, at the address that
   * others know: a hole in another one makes a firewall no less of one.
   */
  static boolean denies(Scene scene, boolean ipv4) {
    return denies(scene, scene.destinations(ipv4).getFirst());
  }

  private static boolean denies(Scene scene, InetAddress own) {
    ActiveRules rules = scene.rules().what().orElseThrow();
    return scene.strangers().stream()
        .filter(stranger -> Words.isIpv4(stranger) == Words.isIpv4(own))
        .allMatch(stranger -> undenied(rules, stranger, own).isEmpty());
  }

  static List<Finding> ipv6(Scene scene, Report report) {
    if (!denies(scene, true)) {
      return List.of(report.skipped("There is no whitelist for IPv4 either; see firewall-active."));
    }
    if (!denies(scene, false)) {
      Remedy remedy = Remedy.in(scene);
      return List.of(
          report.fail(
              "The firewall keeps out what comes over IPv4, and lets in the same over IPv6.",
              scene.own().stream()
                  .filter(address -> !Words.isIpv4(address))
                  .map(address -> "this host has " + Cidr.text(address))
                  .toList(),
              Stream.concat(
                      Stream.of("sed -i 's/^IPV6=.*/IPV6=yes/' /etc/default/ufw && ufw reload")
                          .filter(_ -> remedy.isUfw()),
                      Stream.of(remedy.plan()))
                  .toArray(String[]::new)));
    }
    return List.of(report.ok("IPv6 is whitelisted like IPv4."));
  }

  /** A network from which everything is let in: it has all ports, LDAP and memcached too. */
  static List<Finding> blanket(Scene scene, Report report) {
    ActiveRules rules = scene.rules().what().orElseThrow();
    Remedy remedy = Remedy.in(scene);
    List<String> evidence = new ArrayList<>();
    // Where strangers get in, firewall-active says so, and worse.
    List<InetAddress> kept =
        Stream.of(true, false)
            .flatMap(ipv4 -> scene.destinations(ipv4).stream())
            .filter(own -> denies(scene, own))
            .toList();
    Set<String> remedies = new LinkedHashSet<>();
    // The widest first: networks within one that a rule has are let in by that rule.
    Map<String, List<Cidr>> byRule = new HashMap<>();
    List<Cidr> networks =
        rules.networks().stream().sorted(Comparator.comparingInt(Cidr::prefix)).toList();
    for (Cidr network : networks.stream().limit(MANY).toList()) {
      InetAddress within = Samples.within(network);
      if (network.prefix() == 0
          || within.isLoopbackAddress()
          || within.isMulticastAddress()
          || within.isAnyLocalAddress()) {
        continue;
      }
      for (InetAddress own : kept) {
        if (Words.isIpv4(own) != Words.isIpv4(within)) {
          continue;
        }
        List<Packet> packets =
            ODD.stream()
                .filter(port -> !scene.permits(Transport.TCP, port, within))
                .map(port -> new Packet(Transport.TCP, within, own, port))
                .toList();
        List<Fate> fates = packets.stream().map(rules::fate).toList();
        if (fates.stream().allMatch(fate -> fate.outcome() == Outcome.ACCEPTED)) {
          String rule = fates.getFirst().rule();
          List<Cidr> known = byRule.computeIfAbsent(rule, _ -> new ArrayList<>());
          if (!Cidr.anyContains(known, within)) {
            known.add(network);
            evidence.add(network.text() + ": " + rule);
            remedies.addAll(remedy.close(packets.getFirst(), rule));
          }
        }
      }
    }
    return List.of(
        evidence.isEmpty()
            ? report.ok("No network is let in as a whole.")
            : report.warn(
                "Whoever is in these networks reaches every port, LDAP and memcached too.",
                evidence,
                remedies.toArray(String[]::new)));
  }
}
