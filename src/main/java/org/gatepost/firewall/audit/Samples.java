package org.gatepost.firewall.audit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.gatepost.firewall.plan.Permit;
import org.gatepost.firewall.plan.Source;
import org.gatepost.firewall.rules.ActiveRules;
import org.gatepost.firewall.system.Host;
import org.gatepost.settings.Cidr;

/** Who is tried. */
final class Samples {
  private static final int MANY = 500;

  private Samples() {}

  /** An address in the midst of a network: those at its ends are often special. */
  static InetAddress within(Cidr network) {
    byte[] octets = network.network().getAddress();
    int free = octets.length * 8 - network.prefix();
    if (free > 1) {
      octets[octets.length - 1 - (free - 2) / 8] |= (byte) (1 << ((free - 2) % 8));
      octets[octets.length - 1] |= 1;
    }
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address stays one", e);
    }
  }

  static List<Sample> strangers(Scene scene) {
    return scene.strangers().stream().map(address -> new Sample("a stranger", address)).toList();
  }

  /** Those for whom a permit is. */
  static List<Sample> of(Permit permit, Scene scene) {
    return switch (permit.source()) {
      case Source.Anyone() -> strangers(scene);
      case Source.Networks(var who, var networks) ->
          networks.stream().map(network -> new Sample(who, within(network))).toList();
    };
  }

  /**
   * Those who are no strangers: administrators, the other hosts, and one of each network that the
   * rules name, whoever that is.
   */
  static List<Sample> acquaintances(Scene scene) {
    List<Sample> samples = new ArrayList<>();
    for (Permit permit : scene.whitelist().permits()) {
      if (permit.source() instanceof Source.Networks) {
        samples.addAll(of(permit, scene));
      }
    }
    for (Host other : scene.system().hosts()) {
      if (!other.name().equalsIgnoreCase(scene.host().name())) {
        other.addresses().forEach(address -> samples.add(new Sample(other.name(), address)));
      }
    }
    scene.rules().what().map(ActiveRules::networks).orElseGet(List::of).stream()
        .filter(network -> network.prefix() > 0)
        .sorted(Comparator.comparingInt(Cidr::prefix))
        .limit(MANY)
        .map(network -> new Sample("somebody in " + network.text(), within(network)))
        .forEach(samples::add);
    Set<InetAddress> seen = new LinkedHashSet<>();
    return samples.stream()
        .filter(sample ->
            !sample.address().isLoopbackAddress()
                && !sample.address().isMulticastAddress()
                && !sample.address().isAnyLocalAddress()
                && !scene.own().contains(sample.address())
                && seen.add(sample.address()))
        .toList();
  }
}
