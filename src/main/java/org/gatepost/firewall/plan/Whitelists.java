package org.gatepost.firewall.plan;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.catalogue.Audience;
import org.gatepost.firewall.catalogue.Catalogue;
import org.gatepost.firewall.catalogue.CataloguePort;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.system.Host;
import org.gatepost.firewall.system.MailSystem;
import org.gatepost.firewall.system.Opening;
import org.gatepost.settings.Cidr;

/** Makes the whitelist of a host: what its settings open, for those who need it and nobody else. */
public final class Whitelists {
  private static final Source ANYONE = new Source.Anyone();
  private static final String SSH = "SSH";

  /** Those whom a setting of the port itself names. */
  private static final String TRUSTED = "trusted peers";

  private final MailSystem system;
  private final Host host;
  private final Terms terms;
  private final List<Cidr> administrators;
  private final List<Permit> permits = new ArrayList<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  private Whitelists(MailSystem system, Host host, Terms terms) {
    this.system = system;
    this.host = host;
    this.terms = terms;
    this.administrators = Networks.merged(terms.administrators(), warnings::add);
  }

  /**
   * Makes it.
   *
   * @throws FirewallException if the host has no address among several hosts, so that it cannot be
   *     told from them
   */
  public static Whitelist of(MailSystem system, Host host, Terms terms) throws FirewallException {
    if (!system.isSingle() && host.addresses().isEmpty()) {
      throw new FirewallException(
          "%s has no address that others can reach: correct its zimbraServiceHostname or the DNS, or name it by --node %s=ADDRESS:ROLE."
              .formatted(host.name(), host.name()));
    }
    Whitelists whitelists = new Whitelists(system, host, terms);
    whitelists.demandOneAudience();
    return whitelists.whitelist();
  }

  /** What one port lets in the other would be open to as well, whichever of them listens. */
  private void demandOneAudience() throws FirewallException {
    for (Opening one : host.enabled()) {
      if (one.port().transport() == Transport.TCP
          && !isSsh(one.port())
          && terms.sshPorts().contains(one.number())
          && system.audience(one.port()) != Audience.ITSELF) {
        throw collision(one, SSH, "--ssh-port or sshd_config");
      }
      for (Opening other : host.enabled()) {
        if (one.number() == other.number()
            && one.port().transport() == other.port().transport()
            && isForOthers(one)
            && isForOthers(other)
            && system.audience(one.port()) != system.audience(other.port())) {
          throw collision(
              one, other.port().service(), other.port().movedBy().orElse("its settings"));
        }
      }
    }
  }

  private boolean isForOthers(Opening opening) {
    Audience audience = system.audience(opening.port());
    return audience != Audience.ITSELF && audience != Audience.NOBODY;
  }

  private FirewallException collision(Opening one, String other, String movedBy) {
    return new FirewallException(
        "%s has port %d/%s for %s and for %s, which are not for the same people: move one of them by %s or %s."
            .formatted(
                host.name(),
                one.number(),
                one.port().transport(),
                one.port().service(),
                other,
                one.port().movedBy().orElse("its settings"),
                movedBy));
  }

  private Whitelist whitelist() {
    warnOfAdministrators();
    addSsh();
    host.enabled().stream()
        .filter(opening -> !isSsh(opening.port()))
        .sorted(
            Comparator.comparingInt(Opening::number)
                .thenComparing(opening -> opening.port().transport()))
        .forEach(this::add);
    warnOfTwins();
    return new Whitelist(host, permits, List.copyOf(warnings));
  }

  private void warnOfAdministrators() {
    for (Cidr network : administrators) {
      if (network.prefix() == 0) {
        warnings.add(
            "--admin-from %s is everybody: administration is open to the Internet."
                .formatted(network));
      }
    }
    Set<String> theirs = families(administrators.stream().map(Cidr::network));
    Set<String> ours = families(host.addresses().stream());
    if (!theirs.isEmpty() && !ours.isEmpty() && Collections.disjoint(theirs, ours)) {
      warnings.add(
          "--admin-from names only %s, and %s has only %s: administrators cannot reach it, not even by SSH."
              .formatted(joined(theirs), host.name(), joined(ours)));
    }
  }

  private static boolean isSsh(CataloguePort port) {
    return port.number() == 22 && port.transport() == Transport.TCP;
  }

  /** It is never closed: whoever applies the plan may sit at the other end of it. */
  private void addSsh() {
    CataloguePort ssh = Catalogue.port(22, Transport.TCP).orElseThrow();
    Set<Integer> ports = new TreeSet<>(terms.sshPorts());
    int managed =
        host.enabled().stream()
            .filter(opening -> isSsh(opening.port()))
            .map(Opening::number)
            .findFirst()
            .orElse(22);
    if (ports.isEmpty()) {
      ports.add(managed);
      warnings.add(
          "No SSH server was found on %s: port %d stays open for it."
              .formatted(host.name(), managed));
    } else if (!ports.contains(managed)) {
      warnings.add(
          "zimbraRemoteManagementPort of %s is %d, and SSH listens on %s: other hosts cannot manage it."
              .formatted(host.name(), managed, ports));
    }
    for (int port : ports) {
      if (administrators.isEmpty()) {
        permit(Transport.TCP, port, ANYONE, SSH);
        warnings.add(
            "SSH (port %d) stays open to everybody: name your networks by --admin-from."
                .formatted(port));
      } else {
        permit(Transport.TCP, port, ofAdministrators(), SSH);
        addNodes(ssh, port);
      }
    }
  }

  private void add(Opening opening) {
    CataloguePort port = opening.port();
    if (!opening.from().isEmpty()) {
      permit(
          port.transport(),
          opening.number(),
          new Source.Networks(TRUSTED, Networks.merged(opening.from(), _ -> {})),
          port.service());
      return;
    }
    Audience audience = system.audience(port);
    if (audience == Audience.ANYONE) {
      permit(port.transport(), opening.number(), ANYONE, port.service());
    }
    if (audience.hasAdministrators()) {
      if (administrators.isEmpty()) {
        warnings.add(
            "%d/%s (%s) stays closed to administrators: name their networks by --admin-from."
                .formatted(opening.number(), port.transport(), port.service()));
      } else {
        permit(port.transport(), opening.number(), ofAdministrators(), port.service());
      }
    }
    if (audience.hasNodes()) {
      addNodes(port, opening.number());
    }
  }

  private void addNodes(CataloguePort port, int number) {
    for (Host peer : system.hosts()) {
      if (isPeer(peer) && !Collections.disjoint(peer.roles(), port.neededBy())) {
        List<InetAddress> addresses = new ArrayList<>(peer.addresses());
        addresses.removeAll(host.addresses());
        if (!addresses.isEmpty()) {
          permit(
              port.transport(),
              number,
              new Source.Networks(peer.name(), Networks.each(addresses)),
              port.service());
        }
        warnOfAddresses(peer);
      }
    }
  }

  private boolean isPeer(Host other) {
    return !other.name().equalsIgnoreCase(host.name());
  }

  private void warnOfAddresses(Host peer) {
    Set<String> theirs = families(peer.addresses().stream());
    Set<String> ours = families(host.addresses().stream());
    if (theirs.isEmpty()) {
      warnings.add(
          "%s has no address: nothing lets it in here. Name it by --node %s=ADDRESS:ROLE."
              .formatted(peer.name(), peer.name()));
    } else if (!ours.isEmpty() && Collections.disjoint(ours, theirs)) {
      warnings.add(
          "%s has only %s, and %s only %s: they cannot reach each other."
              .formatted(host.name(), joined(ours), peer.name(), joined(theirs)));
    }
  }

  private static Set<String> families(Stream<InetAddress> addresses) {
    return addresses
        .map(address -> address instanceof Inet4Address ? "IPv4" : "IPv6")
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String joined(Set<String> families) {
    return String.join(" and ", families);
  }

  /** Two entries of one machine: what the other opens has to be open here too. */
  private void warnOfTwins() {
    for (Host other : system.hosts()) {
      if (isPeer(other) && !Collections.disjoint(other.addresses(), host.addresses())) {
        warnings.add(
            "%s has an address of %s: if they are one machine, it needs the ports of both, and this is only one half."
                .formatted(other.name(), host.name()));
      }
    }
  }

  private Source ofAdministrators() {
    return new Source.Networks("administrators", administrators);
  }

  private void permit(Transport transport, int port, Source source, String service) {
    boolean known =
        permits.stream()
            .anyMatch(permit ->
                permit.transport() == transport
                    && permit.port() == port
                    && (permit.source().equals(source) || permit.source().equals(ANYONE)));
    if (!known) {
      if (source.equals(ANYONE)) {
        permits.removeIf(permit -> permit.transport() == transport && permit.port() == port);
      }
      permits.add(new Permit(transport, port, source, service));
    }
  }
}
