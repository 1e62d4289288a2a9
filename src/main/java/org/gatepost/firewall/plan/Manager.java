package org.gatepost.firewall.plan;

import java.time.Duration;
import java.util.Locale;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.host.Tool;

/** A firewall that administrators have, in the order in which they ask for it. */
public enum Manager {
  UFW("ufw", "ufw"),
  NFTABLES("nft", "nftables"),
  FIREWALLD("firewall-cmd", "firewalld"),
  IPTABLES("iptables-restore", "iptables");

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String program;
  private final String debianPackage;

  Manager(String program, String debianPackage) {
    this.program = program;
    this.debianPackage = debianPackage;
  }

  /** What says a whitelist in its words. */
  public Renderer renderer() {
    return switch (this) {
      case UFW -> new Ufw();
      case NFTABLES -> new Nftables();
      case FIREWALLD -> new Firewalld();
      case IPTABLES -> new Iptables();
    };
  }

  /**
   * Makes sure that a plan for it can be applied here: it is installed, and no other one rules this
   * host at the same time, since each would undo what the other does.
   *
   * @throws FirewallException if not; says what to do
   */
  public void demandAlone() throws FirewallException {
    if (Tool.find(program).isEmpty()) {
      throw new FirewallException(
          "%s is not installed here: %s is missing; install the package %s, or choose another one by --for"
              .formatted(this, program, debianPackage));
    }
    if (this != UFW && isUfwActive()) {
      throw new FirewallException(
          "ufw is active on this host, and two firewalls undo each other's rules:"
              + " use --for ufw, or run ufw disable first");
    }
    boolean firewalld = isFirewalldRunning();
    if (this != FIREWALLD && firewalld) {
      throw new FirewallException(
          "firewalld runs on this host, and two firewalls undo each other's rules:"
              + " use --for firewalld, or run systemctl disable --now firewalld first");
    }
    if (this == FIREWALLD && !firewalld) {
      throw new FirewallException(
          "firewalld does not run on this host: systemctl enable --now firewalld, then again");
    }
    if (this != NFTABLES && hasOwnTable()) {
      throw new FirewallException(
          "the plan for nftables is active on this host, and would go on dropping what the one for "
              + this
              + " lets in: nft delete table inet gatepost, and take the line with"
              + " nftables.d/gatepost.nft out of /etc/nftables.conf");
    }
  }

  private static boolean isUfwActive() throws FirewallException {
    return says("ufw", "status").contains("Status: active");
  }

  private static boolean isFirewalldRunning() throws FirewallException {
    return says("firewall-cmd", "--state").startsWith("running");
  }

  private static boolean hasOwnTable() throws FirewallException {
    return says("nft", "list", "tables").lines().anyMatch("table inet gatepost"::equals);
  }

  private static String says(String program, String... arguments) throws FirewallException {
    return Tool.find(program).isEmpty() ? "" : Tool.run(PATIENCE, program, arguments).out();
  }

  /** As {@code --for} names it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
