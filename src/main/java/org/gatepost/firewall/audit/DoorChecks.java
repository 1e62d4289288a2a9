package org.gatepost.firewall.audit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gatepost.firewall.catalogue.Catalogue;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.host.ListeningSocket;
import org.gatepost.firewall.plan.Permit;
import org.gatepost.firewall.rules.ActiveRules;
import org.gatepost.firewall.rules.Fate;
import org.gatepost.firewall.rules.Fate.Outcome;
import org.gatepost.firewall.rules.Packet;
import org.gatepost.firewall.system.Opening;
import org.gatepost.settings.Cidr;

/** The whitelist laid beside what listens and what the active rules do to strangers. */
final class DoorChecks {
  /** What trusts whoever reaches it; spec http 6.5. */
  private static final Set<Integer> INTERNAL =
      Set.of(389, 636, 7071, 7072, 7073, 7171, 7306, 3310, 11211);

  private static final int SSH = 22;

  private DoorChecks() {}

  /** What the whitelist does not know, if strangers reach it. */
  static List<Finding> listeners(Scene scene, Report report) {
    Set<Door> unknown = scene.listeningDoors();
    // What is sent on to a container needs no socket here.
    Catalogue.ports().forEach(port -> unknown.add(new Door(port.transport(), port.number())));
    Remedy remedy = Remedy.in(scene);
    List<Finding> findings = new ArrayList<>();
    for (Door door : unknown) {
      reached(scene, door, remedy)
          .finding(
              report,
              "Strangers reach %s, which the whitelist does not have.".formatted(door),
              "Whether strangers reach %s, which the whitelist does not have, depends on a rule that cannot be followed here."
                  .formatted(door),
              remedy)
          .ifPresent(findings::add);
    }
    return findings.isEmpty()
        ? List.of(report.ok("Whatever strangers reach is on the whitelist."))
        : findings;
  }

  /** The ports that must never be open to strangers. */
  static List<Finding> internal(Scene scene, Report report) {
    Remedy remedy = Remedy.in(scene);
    List<Finding> findings = new ArrayList<>();
    for (Door door : internal(scene)) {
      reached(scene, door, remedy)
          .finding(
              report,
              "Strangers reach %s, which trusts whoever reaches it.".formatted(door),
              "Whether strangers reach %s depends on a rule that cannot be followed here."
                  .formatted(door),
              remedy)
          .ifPresent(findings::add);
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

  /**
   * How strangers get to what listens at a door against the whitelist, or to what does so elsewhere
   * where packets are sent on.
   */
  private static Reached reached(Scene scene, Door door, Remedy remedy) {
    ActiveRules rules = scene.rules().what().orElseThrow();
    Reached reached = new Reached(scene);
    for (InetAddress stranger : scene.strangers()) {
      if (scene.permits(door.transport(), door.port(), stranger)) {
        continue;
      }
      for (InetAddress own : scene.destinations(door, Words.isIpv4(stranger))) {
        Packet packet = new Packet(door.transport(), stranger, own, door.port());
        List<ListeningSocket> sockets = scene.listening(door, own);
        Fate fate = rules.fate(packet);
        if (!sockets.isEmpty() || fate.outcome() == Outcome.SENT_ON) {
          sockets.forEach(socket -> reached.through(Words.of(socket)));
          reached.by(packet, fate, remedy);
        }
      }
    }
    return reached;
  }

  /** A door at which some are kept out for whom it is, and what lets them in. */
  private record Closed(Set<String> kept, Set<String> unclear, Set<String> opened) {
    Closed() {
      this(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
    }

    List<Finding> findings(String name, Report report, Remedy remedy) {
      List<Finding> findings = new ArrayList<>();
      if (!kept.isEmpty()) {
        findings.add(
            report.fail(
                name + " is on the whitelist and cannot be reached.",
                List.copyOf(kept),
                opened.toArray(String[]::new)));
      }
      if (!unclear.isEmpty()) {
        findings.add(
            report.warn(
                "Whether %s can be reached depends on a rule that cannot be followed here."
                    .formatted(name),
                List.copyOf(unclear),
                remedy.show()));
      }
      return findings;
    }
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
    Remedy remedy = Remedy.in(scene);
    Map<String, Closed> byDoor = new LinkedHashMap<>();
    for (Permit permit : scene.whitelist().permits()) {
      if (isSsh(permit) != ssh) {
        continue;
      }
      Door door = new Door(permit.transport(), permit.port());
      for (Sample sample : Samples.of(permit, scene)) {
        Packet packet = scene.packet(door.transport(), door.port(), sample.address());
        Fate fate = rules.fate(packet);
        if (reaches(scene, sample.address()) && fate.outcome() != Outcome.ACCEPTED) {
          Closed closed =
              byDoor.computeIfAbsent(
                  "%s (%s)".formatted(door, permit.service()), _ -> new Closed());
          String family = Words.family(Words.isIpv4(sample.address()));
          boolean unknown = fate.isUnclear();
          (unknown ? closed.unclear() : closed.kept())
              .add("%s, %s: %s".formatted(sample, family, fate.rule()));
          if (!unknown) {
            closed.opened().addAll(remedy.open(packet, from(permit, sample), fate.rule()));
          }
        }
      }
    }
    List<Finding> findings = new ArrayList<>();
    byDoor.forEach((name, closed) -> findings.addAll(closed.findings(name, report, remedy)));
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

  private static String from(Permit permit, Sample sample) {
    return Scene.networks(permit.source()).stream()
        .filter(network -> network.contains(sample.address()))
        .map(Cidr::text)
        .findFirst()
        .orElse("any");
  }
}
