package org.gatepost.firewall.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.gatepost.firewall.catalogue.Transport;

/**
 * An application profile of ufw: ports that are opened under one name. ufw takes 15 ports of one
 * transport together, so longer lists become several profiles.
 *
 * @param name letters, digits, hyphens; no service of {@code /etc/services} begins like it
 * @param permits those of one transport from one source, at most {@link #PORTS}
 */
record UfwProfile(String name, List<Permit> permits) {
  /** As many as {@code iptables -m multiport} takes. */
  static final int PORTS = 15;

  /** As many profiles as these permits need: NAME, NAME-2, NAME-3. */
  static List<UfwProfile> of(String name, List<Permit> permits) {
    List<UfwProfile> profiles = new ArrayList<>();
    for (Transport transport : Transport.values()) {
      List<Permit> some = permits.stream().filter(p -> p.transport() == transport).toList();
      for (int i = 0; i < some.size(); i += PORTS) {
        String number = profiles.isEmpty() ? "" : "-" + (profiles.size() + 1);
        profiles.add(
            new UfwProfile(name + number, some.subList(i, Math.min(i + PORTS, some.size()))));
      }
    }
    return profiles;
  }

  /** Its section of the file. */
  String text() {
    String ports =
        permits.stream().map(permit -> "" + permit.port()).collect(Collectors.joining(","));
    String services =
        permits.stream()
            .map(permit -> "# %d %s\n".formatted(permit.port(), RuleText.plain(permit.service())))
            .collect(Collectors.joining());
    Permit any = permits.getFirst();
    return """
    [%1$s]
    title=%1$s
    description=Ports for %2$s, by gatepost firewall plan
    %3$sports=%4$s/%5$s
    """
        .formatted(name, RuleText.who(any.source()), services, ports, any.transport());
  }
}
