package org.gatepost.firewall.system;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.catalogue.Audience;
import org.gatepost.firewall.catalogue.CataloguePort;

/**
 * The hosts of a mail system.
 *
 * @param hosts in the order of their names
 * @param warnings what the directory says that cannot be used or is at odds with itself, a sentence
 *     each; what is about one host begins with its name
 */
public record MailSystem(List<Host> hosts, List<String> warnings) {
  public MailSystem {
    hosts =
        hosts.stream()
            .sorted(Comparator.comparing(host -> host.name().toLowerCase(Locale.ROOT)))
            .toList();
    warnings = List.copyOf(warnings);
  }

  /** Whether one host does everything. */
  public boolean isSingle() {
    return hosts.size() == 1;
  }

  /** Who must reach a port in a system of this size. */
  public Audience audience(CataloguePort port) {
    return isSingle() ? port.single() : port.multi();
  }

  /** This system with another host, or with this one in place of the host of its name. */
  public MailSystem with(Host host) {
    List<Host> all = new ArrayList<>(hosts);
    all.removeIf(other -> other.name().equalsIgnoreCase(host.name()));
    all.add(host);
    // What was wrong with the host that it takes the place of may be well with this one.
    List<String> sentences = new ArrayList<>(warnings);
    sentences.removeIf(warning -> warning.startsWith(host.name() + " "));
    sentences.addAll(HostWarnings.of(host));
    return new MailSystem(all, sentences);
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
                "%s is not a host of the system; it has %s. Name it by --node NAME=ADDRESS:ROLE."
                    .formatted(
                        name,
                        hosts.isEmpty()
                            ? "none"
                            : String.join(", ", hosts.stream().map(Host::name).toList()))));
  }
}
