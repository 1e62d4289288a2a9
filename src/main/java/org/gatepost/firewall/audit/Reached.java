package org.gatepost.firewall.audit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatepost.firewall.rules.Fate;
import org.gatepost.firewall.rules.Fate.Outcome;
import org.gatepost.firewall.rules.Packet;

/** The ways on which strangers get to a door. Confined to one thread. */
final class Reached {
  private final Set<String> sockets = new LinkedHashSet<>();
  private final Ways accepted;
  private final Ways unclear;
  private final Set<String> remedies = new LinkedHashSet<>();

  Reached(Scene scene) {
    accepted = new Ways(scene);
    unclear = new Ways(scene);
  }

  void through(String socket) {
    sockets.add(socket);
  }

  void by(Packet packet, Fate fate, Remedy remedy) {
    if (fate.outcome() == Outcome.ACCEPTED) {
      accepted.add(packet, fate.rule());
      remedies.addAll(remedy.close(packet, fate.rule()));
    } else if (fate.isUnclear()) {
      unclear.add(packet, fate.rule());
    }
  }

  /** What is to be said of it; nothing if strangers are kept out. */
  Optional<Finding> finding(Report report, String open, String perhaps, Remedy remedy) {
    List<String> evidence = new ArrayList<>(sockets);
    if (!accepted.isEmpty()) {
      evidence.addAll(accepted.lines());
      return Optional.of(report.fail(open, evidence, remedies.toArray(String[]::new)));
    }
    evidence.addAll(unclear.lines());
    return unclear.isEmpty()
        ? Optional.empty()
        : Optional.of(report.warn(perhaps, evidence, remedy.show()));
  }
}
