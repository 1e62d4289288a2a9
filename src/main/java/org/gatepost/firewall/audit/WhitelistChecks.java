package org.gatepost.firewall.audit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gatepost.firewall.catalogue.Catalogue;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.plan.Permit;
import org.gatepost.firewall.rules.ActiveRules;
import org.gatepost.firewall.rules.Fate;
import org.gatepost.firewall.rules.Fate.Outcome;
import org.gatepost.firewall.rules.Packet;

/** The whitelist laid beside what the active rules open beyond it. */
final class WhitelistChecks {
  /** With more rules it would take minutes. */
  private static final int MANY = 5_000;

  private WhitelistChecks() {}

  /** A door and the address at which it is tried. */
  private record Knock(Door door, InetAddress own) {}

  /** What one rule opens too far: to whom, and which doors. */
  private record Wide(Set<String> whom, Set<String> listening, Set<String> idle) {
    Wide() {
      this(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
    }
  }

  /** Every port of the catalogue from administrators, nodes and whoever else the rules name. */
  static List<Finding> look(Scene scene, Report report) {
    ActiveRules rules = scene.rules().what().orElseThrow();
    Set<Door> doors = doors(scene);
    Set<Knock> openToAll = openToAll(scene, doors);
    Map<String, Wide> byRule = new LinkedHashMap<>();
    for (Sample sample : Samples.acquaintances(scene)) {
      for (Door door : doors) {
        if (scene.permits(door.transport(), door.port(), sample.address())) {
          continue;
        }
        for (InetAddress own : scene.destinations(door, Words.isIpv4(sample.address()))) {
          Fate fate = fate(rules, door, sample.address(), own);
          // What strangers reach too is said elsewhere, and worse.
          if (fate.outcome() == Outcome.ACCEPTED && !openToAll.contains(new Knock(door, own))) {
            Wide wide = byRule.computeIfAbsent(fate.rule(), _ -> new Wide());
            wide.whom().add(sample.toString());
            boolean listens = !scene.listening(door, own).isEmpty();
            (listens ? wide.listening() : wide.idle()).add(door.toString());
          }
        }
      }
    }
    List<Finding> findings = new ArrayList<>();
    byRule.forEach((rule, wide) -> findings.add(finding(rule, wide, scene, report)));
    return findings.isEmpty()
        ? List.of(
            report.ok("Administrators and hosts reach what the whitelist has for them, no more."))
        : findings;
  }

  private static Finding finding(String rule, Wide wide, Scene scene, Report report) {
    List<String> evidence =
        List.of("the rule: " + rule, "lets in: " + String.join(", ", wide.whom()));
    String remedy = Remedy.in(scene).show();
    return wide.listening().isEmpty()
        ? report.warn(
            "A rule is wider than the whitelist; nothing listens now at %s."
                .formatted(String.join(", ", wide.idle())),
            evidence,
            remedy)
        : report.fail(
            "A rule opens %s to some who have no business there."
                .formatted(String.join(", ", wide.listening())),
            evidence,
            remedy);
  }

  private static Set<Door> doors(Scene scene) {
    Set<Door> doors = new LinkedHashSet<>();
    Catalogue.ports().forEach(port -> doors.add(new Door(port.transport(), port.number())));
    scene
        .host()
        .openings()
        .forEach(opening -> doors.add(new Door(opening.port().transport(), opening.number())));
    doors.addAll(scene.listeningDoors());
    return doors;
  }

  private static Fate fate(ActiveRules rules, Door door, InetAddress source, InetAddress own) {
    return rules.fate(new Packet(door.transport(), source, own, door.port()));
  }

  private static Set<Knock> openToAll(Scene scene, Set<Door> doors) {
    ActiveRules rules = scene.rules().what().orElseThrow();
    Set<Knock> open = new HashSet<>();
    for (InetAddress stranger : scene.strangers()) {
      for (Door door : doors) {
        for (InetAddress own : scene.destinations(door, Words.isIpv4(stranger))) {
          if (fate(rules, door, stranger, own).outcome() == Outcome.ACCEPTED) {
            open.add(new Knock(door, own));
          }
        }
      }
    }
    return open;
  }

  /**
   * The first ports of ranges within which all ports have one fate, for neither rules nor whitelist
   * name any other; then the number beyond all ports.
   */
  private static List<Integer> firsts(Scene scene) {
    SortedSet<Integer> firsts = new TreeSet<>(List.of(1, 65_536));
    Stream.concat(
            scene.rules().what().orElseThrow().numbers().stream(),
            scene.whitelist().permits().stream().map(Permit::port))
        .filter(number -> number > 0)
        .forEach(number -> firsts.addAll(List.of(number, number + 1)));
    return List.copyOf(firsts);
  }

  /** Ports that rules open to strangers beyond the plan, whether or not anything listens. */
  static List<Finding> drift(Scene scene, Report report) {
    ActiveRules rules = scene.rules().what().orElseThrow();
    if (rules.lines().size() > MANY) {
      return List.of(
          report.skipped(
              "There are %d rules: too many to try every port with."
                  .formatted(rules.lines().size())));
    }
    List<Integer> firsts = firsts(scene);
    List<String> evidence = new ArrayList<>();
    for (InetAddress stranger : scene.strangers()) {
      boolean ipv4 = Words.isIpv4(stranger);
      if (!FirewallChecks.denies(scene, ipv4)) {
        return List.of(
            report.skipped("There is no whitelist to compare a plan with; see firewall-active."));
      }
      // With many rules the addresses that others know must do: the rest is for other checks.
      List<InetAddress> destinations =
          scene.destinations(ipv4).stream()
              .limit(Math.max(1, MANY / Math.max(1, rules.lines().size())))
              .toList();
      for (Transport transport : Transport.values()) {
        Ranges open = new Ranges();
        Set<String> by = new TreeSet<>();
        for (InetAddress own : destinations) {
          for (int i = 0; i < firsts.size() - 1; i++) {
            int port = firsts.get(i);
            Fate fate = rules.fate(new Packet(transport, stranger, own, port));
            if (fate.outcome() == Outcome.ACCEPTED && !scene.permits(transport, port, stranger)) {
              open.add(port, firsts.get(i + 1));
              by.add(fate.rule());
            }
          }
        }
        if (!open.isEmpty()) {
          evidence.add("%s %s: %s".formatted(Words.family(ipv4), transport, open));
          by.forEach(rule -> evidence.add("  by " + rule));
        }
      }
    }
    Remedy remedy = Remedy.in(scene);
    return List.of(
        evidence.isEmpty()
            ? report.ok("The active rules open to strangers what the plan opens, no more.")
            : report.warn(
                "The active rules open to strangers what the plan does not.",
                evidence,
                remedy.show(),
                remedy.plan()));
  }
}
