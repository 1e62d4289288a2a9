package org.gatepost.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatepost.firewall.catalogue.Audience;
import org.gatepost.firewall.catalogue.CataloguePort;
import org.gatepost.firewall.catalogue.Role;
import org.gatepost.firewall.system.Host;
import org.gatepost.firewall.system.MailSystem;
import org.gatepost.firewall.system.Opening;

/**
 * A port as some hosts of the system have it.
 *
 * @param audience who must reach it in a system of this size
 * @param hosts the names of those that have it in just this way
 */
record SystemPort(Opening opening, Audience audience, List<String> hosts) {
  /** The ports of these hosts, by number; what several have alike is one. */
  static List<SystemPort> of(MailSystem system, List<Host> hosts, Predicate<CataloguePort> wanted) {
    Map<Opening, List<String>> byOpening = new LinkedHashMap<>();
    for (Host host : hosts) {
      for (Opening opening : host.openings()) {
        if (wanted.test(opening.port())) {
          byOpening.computeIfAbsent(opening, _ -> new ArrayList<>()).add(host.name());
        }
      }
    }
    return byOpening.entrySet().stream()
        .map(entry ->
            new SystemPort(
                entry.getKey(),
                system.audience(entry.getKey().port()),
                List.copyOf(entry.getValue())))
        .sorted(
            Comparator.<SystemPort>comparingInt(port -> port.opening().number())
                .thenComparing(port -> port.opening().port().transport()))
        .toList();
  }

  CataloguePort port() {
    return opening.port();
  }

  /** Number and transport, and the usual number where it is another. */
  String name() {
    String name = opening.number() + "/" + port().transport();
    return opening.number() == port().number() ? name : name + " (for " + port().number() + ")";
  }

  String state() {
    return opening.enabled() ? "open" : "closed";
  }

  /** Who may reach it, in words. */
  String who() {
    return opening.from().isEmpty()
        ? who(audience, port())
        : opening.from().stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  static String who(Audience audience, CataloguePort port) {
    String nodes =
        port.neededBy().contains(Role.EVERY)
            ? "every host"
            : Stream.of(Role.values())
                .filter(port.neededBy()::contains)
                .map(Role::service)
                .collect(Collectors.joining(", ", "hosts of ", ""));
    return switch (audience) {
      case NODES -> nodes;
      case ADMINISTRATORS_AND_NODES -> "administrators, " + nodes;
      case ANYONE, ADMINISTRATORS, ITSELF, NOBODY -> audience.words();
    };
  }
}
