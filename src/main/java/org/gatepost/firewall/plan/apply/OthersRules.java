package org.gatepost.firewall.plan.apply;

import java.util.List;
import java.util.stream.Stream;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.plan.Manager;
import org.gatepost.firewall.plan.Ufw;

/**
 * Rules in the same firewall that are not of a plan.
 *
 * @param stay whether they stay beside those of the plan; else they go
 * @param lines as the tool prints them
 */
public record OthersRules(boolean stay, List<String> lines) {
  public OthersRules {
    lines = List.copyOf(lines);
  }

  /** Those of this host. */
  public static OthersRules of(Manager manager) throws FirewallException {
    return switch (manager) {
      case UFW -> new OthersRules(true, ufw());
      case IPTABLES -> new OthersRules(false, inputChains());
      case FIREWALLD -> new OthersRules(true, zones());
      // A table is another firewall: the audit looks at all of them together.
      case NFTABLES -> new OthersRules(true, List.of());
    };
  }

  private static List<String> ufw() throws FirewallException {
    return Shell.demand("ufw show added")
        .lines()
        .filter(line -> line.startsWith("ufw "))
        .filter(line -> !line.contains(" comment '" + Ufw.MARK))
        .toList();
  }

  private static List<String> inputChains() throws FirewallException {
    return Stream.concat(
            Shell.demand("iptables -S INPUT").lines(), Shell.demand("ip6tables -S INPUT").lines())
        .filter(line -> line.startsWith("-A "))
        .toList();
  }

  /** Zones that have an interface or a network of their own are indented below by firewall-cmd. */
  private static List<String> zones() throws FirewallException {
    String standard = Shell.demand("firewall-cmd --get-default-zone").strip();
    return Shell.demand("firewall-cmd --get-active-zones")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .map(line -> line.replace(" (default)", "").strip())
        .filter(zone -> !zone.equals(standard) && !zone.equals("gatepost"))
        .map(zone -> "zone " + zone)
        .toList();
  }
}
