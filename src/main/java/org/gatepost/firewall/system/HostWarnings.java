package org.gatepost.firewall.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is wrong with a host as the map shows it; each sentence begins with the host's name. */
final class HostWarnings {
  private HostWarnings() {}

  static List<String> of(Host host) {
    List<String> warnings = new ArrayList<>();
    if (host.addresses().isEmpty()) {
      warnings.add(
          ("%s has no address that others can reach, so no rule can let it in: correct its"
                  + " zimbraServiceHostname or the DNS, or name it by --node %s=ADDRESS:ROLE.")
              .formatted(host.name(), host.name()));
    }
    if (host.roles().size() == 1) {
      warnings.add(
          host.name()
              + " has no service in zimbraServiceEnabled that this catalogue has ports of.");
    }
    Map<String, List<Opening>> byPort =
        host.enabled().stream()
            .collect(
                Collectors.groupingBy(
                    opening -> opening.number() + "/" + opening.port().transport(),
                    TreeMap::new,
                    Collectors.toList()));
    byPort.forEach((port, openings) -> {
      // Doors of one kind may have one number at several addresses.
      if (openings.stream().map(Opening::port).distinct().count() > 1) {
        warnings.add(
            "%s has %s for %s: only one of them can listen there. Move the others by %s."
                .formatted(
                    host.name(),
                    port,
                    openings.stream()
                        .map(opening -> opening.port().service())
                        .distinct()
                        .collect(Collectors.joining(" and for ")),
                    openings.stream()
                        .flatMap(opening -> opening.port().movedBy().stream())
                        .distinct()
                        .collect(Collectors.joining(", "))));
      }
    });
    return warnings;
  }
}
