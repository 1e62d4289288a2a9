package org.gatepost.cli;

import java.util.ArrayList;
import java.util.List;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.host.ListeningSocket;
import org.gatepost.firewall.host.ListeningSockets;
import org.gatepost.firewall.plan.Manager;
import org.gatepost.firewall.plan.Permit;
import org.gatepost.firewall.plan.Source.Anyone;
import org.gatepost.firewall.plan.Source.Networks;
import org.gatepost.firewall.plan.Whitelist;
import org.gatepost.firewall.plan.apply.OthersRules;

/** What a plan changes on this host, before it does. */
record PlanSummary(Whitelist whitelist, Manager manager) {
  List<String> lines() throws FirewallException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Open on %s, by %s; all else is dropped:".formatted(whitelist.host().name(), manager));
    for (Permit permit : whitelist.permits()) {
      lines.add(
          "  %-3s %5d  %-30s %s"
              .formatted(permit.transport(), permit.port(), permit.service(), from(permit)));
    }
    addClosed(lines);
    addOthers(lines);
    return lines;
  }

  private static String from(Permit permit) {
    return switch (permit.source()) {
      case Anyone() -> "anyone";
      case Networks networks -> networks.who() + " " + networks.networks();
    };
  }

  private void addClosed(List<String> lines) throws FirewallException {
    List<ListeningSocket> closed =
        ListeningSockets.read().stream()
            .filter(socket -> !socket.address().isLoopbackAddress())
            .filter(socket ->
                whitelist.permits().stream()
                    .noneMatch(permit ->
                        permit.port() == socket.port() && permit.transport() == socket.transport()))
            .toList();
    if (!closed.isEmpty()) {
      lines.add("Closed to all other hosts, although something listens there:");
    }
    for (ListeningSocket socket : closed) {
      lines.add(
          "  %-3s %5d  %-30s on %s"
              .formatted(
                  socket.transport(),
                  socket.port(),
                  socket.process().orElse("?"),
                  socket.address().getHostAddress()));
    }
  }

  private void addOthers(List<String> lines) throws FirewallException {
    OthersRules others = OthersRules.of(manager);
    if (!others.lines().isEmpty()) {
      lines.add(
          others.stay()
              ? "Not of a plan; these stay, and may open more:"
              : "Taken out, since the plan replaces the whole chain:");
      others.lines().forEach(line -> lines.add("  " + line));
    }
  }
}
