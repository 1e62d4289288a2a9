package org.gatepost.firewall.audit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.audit.Finding.Verdict;
import org.gatepost.firewall.host.ListeningSocket;
import org.gatepost.firewall.host.ListeningSockets;
import org.gatepost.firewall.host.ThisHost;
import org.gatepost.firewall.plan.Terms;
import org.gatepost.firewall.plan.Whitelist;
import org.gatepost.firewall.rules.ActiveRules;
import org.gatepost.firewall.rules.ActiveRulesReader;
import org.gatepost.firewall.system.MailSystem;
import org.gatepost.settings.Cidr;

/** Looks at a host and makes its findings. Blocks. */
public final class Audit {
  private static final String AS_ROOT =
      "The rules and sockets of others are shown to root alone: run as root.";

  private Audit() {}

  /**
   * Sees what there is to be seen.
   *
   * @param here whether the host of the whitelist is this machine; of another one nothing is seen
   * @param options which system it is, for commands that are to be about the same one; each as a
   *     shell takes it
   * @throws FirewallException if not even this machine's addresses can be seen
   */
  public static Scene scene(
      Directory directory,
      MailSystem system,
      Terms terms,
      Whitelist whitelist,
      boolean here,
      List<String> options)
      throws FirewallException {
    boolean seen = here && ThisHost.isRoot();
    Seen<ActiveRules> rules = seen ? rules() : Seen.not(AS_ROOT);
    return new Scene(
        directory,
        system,
        terms,
        whitelist,
        ThisHost.addresses().stream().filter(address -> !address.isLoopbackAddress()).toList(),
        here,
        seen ? sockets() : Seen.not(AS_ROOT),
        rules,
        strangers(rules, whitelist),
        options);
  }

  private static List<InetAddress> strangers(Seen<ActiveRules> rules, Whitelist whitelist) {
    List<Cidr> named = new ArrayList<>(rules.what().map(ActiveRules::networks).orElseGet(List::of));
    whitelist.permits().forEach(permit -> named.addAll(Scene.networks(permit.source())));
    return Strangers.to(named);
  }

  /**
   * Makes the findings of these checks, in their order.
   *
   * @throws DirectoryException if the directory cannot be asked
   */
  public static List<Finding> findings(Scene scene, Collection<Check> checks)
      throws DirectoryException {
    List<Finding> findings = new ArrayList<>();
    if (scene.here() && checks.stream().anyMatch(Check::looksHere)) {
      // A skipped check alone is no alarm: on another host it is as it should be.
      scene.hidden().ifPresent(why -> findings.add(hidden(why)));
    }
    for (Check check : Check.values()) {
      if (checks.contains(check)) {
        findings.addAll(check.look(scene));
      }
    }
    return findings;
  }

  private static Finding hidden(String why) {
    return new Report("visibility").warn(why, List.of(), "sudo gatepost firewall audit");
  }

  /** The gravest of them. */
  public static Verdict verdict(List<Finding> findings) {
    return findings.stream().map(Finding::verdict).reduce(Verdict.OK, Audit::graver);
  }

  private static Verdict graver(Verdict one, Verdict other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Seen<List<ListeningSocket>> sockets() {
    try {
      return Seen.of(ListeningSockets.read());
    } catch (FirewallException e) {
      return Seen.not(String.valueOf(e.getMessage()));
    }
  }

  private static Seen<ActiveRules> rules() {
    try {
      return ActiveRulesReader.read()
          .map(Seen::of)
          .orElseGet(
              () -> Seen.not("Neither nft nor iptables is installed, which could show the rules."));
    } catch (FirewallException e) {
      return Seen.not(String.valueOf(e.getMessage()));
    }
  }
}
