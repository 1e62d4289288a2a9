package org.gatepost.firewall.system;

import java.util.List;
import org.gatepost.firewall.FirewallException;

/**
 * The hosts of a mail system.
 *
 * @param hosts in the order of their names
 * @param warnings what the directory says that cannot be used or is at odds with itself, a sentence
 *     each
 */
public record MailSystem(List<Host> hosts, List<String> warnings) {
  public MailSystem {
    hosts = List.copyOf(hosts);
    warnings = List.copyOf(warnings);
  }

  /** Whether one host does everything. */
  public boolean isSingle() {
    return hosts.size() == 1;
  }

  /**
   * The host of this name, compared without regard to case.
   *
   * @throws FirewallException if there is none; names those that there are
   */
  public Host host(String name) throws FirewallException {
    return hosts.stream()
        .filter(host -> host.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() ->
            new FirewallException(
                name
                    + " is not a host of the system; the directory knows "
                    + String.join(", ", hosts.stream().map(Host::name).toList())));
  }
}
