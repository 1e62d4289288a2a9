package org.gatepost.cli;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.host.ThisHost;
import org.gatepost.firewall.plan.Manager;
import org.gatepost.firewall.plan.Rendering;
import org.gatepost.firewall.plan.Whitelist;
import org.gatepost.firewall.plan.apply.Application;
import picocli.CommandLine;

/**
 * {@code gatepost firewall plan --apply}: asks, applies, asks again, and takes it back if need be.
 */
final class PlanApplication {
  private final Whitelist whitelist;
  private final Manager manager;
  private final Path saved;
  private final Duration confirmWithin;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Answers answers = new Answers();

  PlanApplication(
      CommandLine line, Whitelist whitelist, Manager manager, Path saved, Duration confirmWithin) {
    this.whitelist = whitelist;
    this.manager = manager;
    this.saved = saved.toAbsolutePath();
    this.confirmWithin = confirmWithin;
    this.out = line.getOut();
    this.err = line.getErr();
  }

  /** Whether the plan's rules are active, and stay. */
  boolean run(Rendering rendering, boolean yes) throws FirewallException {
    demandPossible(yes);
    new PlanSummary(whitelist, manager).lines().forEach(line -> out.println(TerminalText.of(line)));
    rendering.notes().forEach(note -> out.println("Note: " + note));
    if (!yes && !answers.yes("Make this the rules of this host? (yes/no) ", out)) {
      out.println("Nothing was changed.");
      return false;
    }
    try (Application application = Application.begin(manager, rendering, saved)) {
      return isConfirmed(application) && keep(application);
    }
  }

  private void demandPossible(boolean yes) throws FirewallException {
    String host = whitelist.host().name();
    if (!ThisHost.isRoot()) {
      throw new FirewallException("--apply changes the kernel's rules: run it as root.");
    }
    if (!ThisHost.has(whitelist.host().addresses())) {
      throw new FirewallException(
          "%s is not this host: it has %s, and none of that is here. Run --apply there."
              .formatted(host, addresses()));
    }
    manager.demandAlone();
    LockOut.demandNone(whitelist);
    if (!yes && !Answers.isTerminal()) {
      throw new FirewallException(
          "--apply asks before it changes anything, and there is no terminal: add --yes, and"
              + " --confirm-within 0 if nobody can answer afterwards.");
    }
  }

  private String addresses() {
    List<InetAddress> addresses = whitelist.host().addresses();
    return addresses.isEmpty()
        ? "no address"
        : String.join(", ", addresses.stream().map(InetAddress::getHostAddress).toList());
  }

  private boolean isConfirmed(Application application) throws FirewallException {
    Thread rollBack = new Thread(() -> interrupted(application), "roll-back");
    Runtime.getRuntime().addShutdownHook(rollBack);
    try {
      application.apply(confirmWithin);
      boolean confirmed = (confirmWithin.isZero() || asked()) && application.confirm();
      if (!confirmed) {
        out.println();
        out.println("Not confirmed. " + application.rollBack());
      }
      return confirmed;
    } finally {
      Runtime.getRuntime().removeShutdownHook(rollBack);
    }
  }

  private boolean asked() {
    out.println("The rules are active. Log in once more, in another window, before you answer.");
    String question = "Keep them? (yes/no; %d s) ".formatted(confirmWithin.toSeconds());
    return answers.yes(question, out, confirmWithin);
  }

  private boolean keep(Application application) {
    out.println("These rules stay. To go back to those before: sh " + application.restoreScript());
    List<String> failures = application.keep();
    if (failures.isEmpty()) {
      return true;
    }
    err.println("gatepost: the rules are active, but will not come back when this host starts:");
    failures.forEach(failure -> err.println("  " + TerminalText.of(failure)));
    return false;
  }

  /** The watch does it anyway, at once; this says so, and waits for it. */
  private void interrupted(Application application) {
    err.println();
    err.println("gatepost: interrupted. " + application.rollBack());
    err.flush();
  }
}
