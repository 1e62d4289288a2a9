package org.gatepost.firewall.audit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gatepost.firewall.catalogue.Catalogue;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.host.ListeningSocket;
import org.gatepost.firewall.plan.Permit;
import org.gatepost.firewall.plan.Source;
import org.gatepost.firewall.rules.ActiveRules;
import org.gatepost.firewall.rules.Fate;
import org.gatepost.firewall.rules.Fate.Outcome;
import org.gatepost.firewall.system.Opening;

/** The whitelist laid beside what listens and what the active rules let in. */
final class DoorChecks {
  /** What trusts whoever reaches it; spec http 6.5. */
  private static final Set<Integer> INTERNAL =
      Set.of(389, 636, 7071, 7072, 7073, 7171, 7306, 3310, 11211);

  private static final int SSH = 22;

  private DoorChecks() {}

  private record Door(Transport transport, int port) {
    @Override
    public String toString() {
      return port + "/" + transport;
    }
  }

  /** Listeners that the whitelist does not know, if strangers reach them. */
  static List<Finding> listeners(Scene scene, Report report) {
    ActiveRules rules = scene.rules().what().orElseThrow();
    List<Finding> findings = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    for (ListeningSocket socket : scene.sockets().what().orElseThrow()) {
      for (InetAddress stranger : scene.strangers()) {
        Door door = new Door(socket.transport(), socket.port());
        if (!Scene.isOpenTo(socket, Words.isIpv4(stranger))
            || scene.permits(door.transport(), door.port(), stranger)) {
          continue;
        }
        Fate fate = rules.fate(scene.packet(door.transport(), door.port(), stranger));
        String way = Words.family(Words.isIpv4(stranger)) + ": " + fate.rule();
        switch (fate.outcome()) {
          case ACCEPTED ->
              findings.add(
                  report.fail(
                      "Strangers reach %s, which the whitelist does not have.".formatted(door),
                      List.of(Words.of(socket), way),
                      "ufw deny " + door));
          case UNKNOWN ->
              findings.add(
                  report.warn(
                      "Whether strangers reach %s depends on a rule that cannot be followed here."
                          .formatted(door),
                      List.of(Words.of(socket), way),
                      "nft list ruleset"));
          case DROPPED, REJECTED -> kept.add(Words.of(socket));
        }
      }
    }
    return findings.isEmpty()
        ? List.of(
            report.ok(
                "Whatever strangers reach is on the whitelist.",
                kept.stream().distinct().map(line -> "kept from strangers: " + line).toList()))
        : findings;
  }

  /** What the whitelist opens and the rules keep out. */
  static List<Finding> missing(Scene scene, Report report) {
    return closed(scene, report, false, "Every enabled port of the whitelist has its rule.");
  }

  static List<Finding> ssh(Scene scene, Report report) {
    return closed(scene, report, true, "SSH is let in.");
  }

  private static List<Finding> closed(Scene scene, Report report, boolean ssh, String well) {
    ActiveRules rules = scene.rules().what().orElseThrow();
    List<Finding> findings = new ArrayList<>();
    for (Permit permit : scene.whitelist().permits()) {
      if (isSsh(permit) == ssh) {
        for (Sample sample : Samples.of(permit, scene)) {
          if (reaches(scene, sample.address())) {
            Fate fate =
                rules.fate(scene.packet(permit.transport(), permit.port(), sample.address()));
            finding(permit, sample, fate, report, findings);
          }
        }
      }
    }
    return findings.isEmpty() ? List.of(report.ok(well)) : findings;
  }

  private static boolean isSsh(Permit permit) {
    return permit.service().equals("SSH") || permit.port() == SSH;
  }

  /** Whether this host has an address of that family. */
  private static boolean reaches(Scene scene, InetAddress source) {
    return Stream.concat(scene.own().stream(), scene.host().addresses().stream())
        .anyMatch(address -> Words.isIpv4(address) == Words.isIpv4(source));
  }

  private static void finding(
      Permit permit, Sample sample, Fate fate, Report report, List<Finding> findings) {
    String door = permit.port() + "/" + permit.transport() + " (" + permit.service() + ")";
    String way = Words.family(Words.isIpv4(sample.address())) + ": " + fate.rule();
    String remedy =
        "ufw allow proto %s from %s to any port %d"
            .formatted(permit.transport(), from(permit, sample), permit.port());
    switch (fate.outcome()) {
      case ACCEPTED -> {
        // As it should be.
      }
      case UNKNOWN ->
          findings.add(
              report.warn(
                  "Whether %s reaches %s depends on a rule that cannot be followed here."
                      .formatted(sample, door),
                  List.of(way),
                  "nft list ruleset"));
      case DROPPED, REJECTED ->
          findings.add(
              report.fail("%s cannot reach %s.".formatted(sample, door), List.of(way), remedy));
    }
  }

  private static String from(Permit permit, Sample sample) {
    return Scene.networks(permit.source()).stream()
        .filter(network -> network.contains(sample.address()))
        .map(Words::of)
        .findFirst()
        .orElse("any");
  }

  /** The ports that must never be open to strangers. */
  static List<Finding> internal(Scene scene, Report report) {
    ActiveRules rules = scene.rules().what().orElseThrow();
    List<Finding> findings = new ArrayList<>();
    for (Door door : internal(scene)) {
      for (InetAddress stranger : scene.strangers()) {
        boolean ipv4 = Words.isIpv4(stranger);
        Fate fate = rules.fate(scene.packet(door.transport(), door.port(), stranger));
        boolean listens = scene.listens(door.transport(), door.port(), ipv4);
        List<String> way = List.of(Words.family(ipv4) + ": " + fate.rule());
        if (fate.outcome() == Outcome.ACCEPTED && listens) {
          findings.add(
              report.fail(
                  "Strangers reach %s, which trusts whoever reaches it.".formatted(door),
                  way,
                  "ufw deny " + door));
        } else if (fate.outcome() == Outcome.UNKNOWN && listens) {
          findings.add(
              report.warn(
                  "Whether strangers reach %s depends on a rule that cannot be followed here."
                      .formatted(door),
                  way,
                  "nft list ruleset"));
        } else if (fate.outcome() == Outcome.ACCEPTED && FirewallChecks.denies(scene, ipv4)) {
          findings.add(
              report.warn(
                  "A rule lets strangers in to %s, where nothing listens now.".formatted(door),
                  way,
                  "ufw deny " + door));
        }
      }
    }
    return findings.isEmpty()
        ? List.of(report.ok("Strangers reach none of the ports that are for the system alone."))
        : findings;
  }

  private static Set<Door> internal(Scene scene) {
    Set<Door> doors = new LinkedHashSet<>();
    new TreeSet<>(INTERNAL).forEach(port -> doors.add(new Door(Transport.TCP, port)));
    doors.add(new Door(Transport.UDP, 11211));
    for (Opening opening : scene.host().openings()) {
      if (INTERNAL.contains(opening.port().number())) {
        doors.add(new Door(opening.port().transport(), opening.number()));
      }
    }
    return doors;
  }

  /** Every port of the catalogue from administrators, nodes and whoever else rules name. */
  static List<Finding> whitelist(Scene scene, Report report) {
    ActiveRules rules = scene.rules().what().orElseThrow();
    List<InetAddress> strangers = scene.strangers();
    Set<Door> doors = new LinkedHashSet<>();
    Catalogue.ports().forEach(port -> doors.add(new Door(port.transport(), port.number())));
    scene.host().openings()
        .forEach(opening -> doors.add(new Door(opening.port().transport(), opening.number())));
    List<Finding> findings = new ArrayList<>();
    for (Sample sample : Samples.acquaintances(scene)) {
      boolean ipv4 = Words.isIpv4(sample.address());
      for (Door door : doors) {
        Fate fate = rules.fate(scene.packet(door.transport(), door.port(), sample.address()));
        boolean wide =
            fate.outcome() == Outcome.ACCEPTED
                && !scene.permits(door.transport(), door.port(), sample.address());
        // What strangers reach too is said elsewhere, and worse.
        boolean forAll =
            strangers.stream()
                .filter(stranger -> Words.isIpv4(stranger) == ipv4)
                .map(stranger -> scene.packet(door.transport(), door.port(), stranger))
                .anyMatch(packet -> rules.fate(packet).outcome() == Outcome.ACCEPTED);
        if (wide && !forAll) {
          String sentence = "%s is let in to %s and has no business there.".formatted(sample, door);
          boolean listens = scene.listens(door.transport(), door.port(), ipv4);
          String remedy =
              "ufw status numbered, then ufw delete NUMBER of the rule that is named here";
          findings.add(
              listens
                  ? report.fail(sentence, List.of(fate.rule()), remedy)
                  : report.warn(sentence, List.of(fate.rule()), remedy));
        }
      }
    }
    return findings.isEmpty()
        ? List.of(
            report.ok("Administrators and hosts reach what the whitelist has for them, no more."))
        : findings;
  }

  /** Ports that rules open to strangers beyond the plan, whether or not anything listens. */
  static List<Finding> drift(Scene scene, Report report) {
    ActiveRules rules = scene.rules().what().orElseThrow();
    List<String> evidence = new ArrayList<>();
    for (InetAddress stranger : scene.strangers()) {
      boolean ipv4 = Words.isIpv4(stranger);
      if (!FirewallChecks.denies(scene, ipv4)) {
        return List.of(
            report.skipped("There is no whitelist that a plan could be compared with; see firewall-active."));
      }
      for (Transport transport : Transport.values()) {
        Ranges open = new Ranges();
        for (int port = 1; port < 65_536; port++) {
          if (!scene.permits(transport, port, stranger)
              && rules.fate(scene.packet(transport, port, stranger)).outcome()
                  == Outcome.ACCEPTED) {
            open.add(port);
          }
        }
        if (!open.isEmpty()) {
          evidence.add("%s %s: %s".formatted(Words.family(ipv4), transport, open));
        }
      }
    }
    return List.of(
        evidence.isEmpty()
            ? report.ok("The active rules open to strangers what the plan opens, no more.")
            : report.warn(
                "The active rules open to strangers what the plan does not.",
                evidence,
                "gatepost firewall plan --for ufw --host " + scene.host().name()));
  }

}
