package org.gatepost.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.host.ThisHost;
import org.gatepost.firewall.plan.CompatProfile;
import org.gatepost.firewall.plan.Manager;
import org.gatepost.firewall.plan.Rendering;
import org.gatepost.firewall.plan.SshPorts;
import org.gatepost.firewall.plan.Terms;
import org.gatepost.firewall.plan.Whitelist;
import org.gatepost.firewall.plan.Whitelists;
import org.gatepost.firewall.system.Host;
import org.gatepost.firewall.system.MailSystem;
import org.gatepost.firewall.system.Opening;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gatepost firewall plan}: the whitelist of a host in the words of its firewall. */
@Command(
    name = "plan",
    description = {
      "Write the whitelist of a host: what may come in, from whom; all else is dropped.",
      "",
      "Public doors are open to everybody, administration to the networks of --admin-from, what"
          + " hosts of the system need of each other to just those hosts; SSH is kept open first."
          + " IPv4 and IPv6. What is printed is a shell script with its files in it: read it, then"
          + " run it on that host. Nothing is changed without --apply.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "With --apply the rules of this moment are kept first. The new ones stay only if you say yes"
          + " a second time: without that, also when the connection or the command ends, the rules"
          + " before come back.",
      "",
      "Exit codes: 0 done, 1 cannot be done or was not confirmed, 2 the directory cannot be asked.",
      "",
      "Examples:",
      "  Look at the rules of this host:",
      "    gatepost firewall plan --for nftables --admin-from 192.0.2.0/24",
      "  Write the files of another host into plan/, the commands into plan.sh:",
      "    gatepost firewall plan --for ufw --host mbx1.example.com --write plan >plan.sh",
      "  Make it so, here and now:",
      "    gatepost firewall plan --for ufw --admin-from 192.0.2.7,2001:db8::/48 --apply",
      "  The same by a script, while nobody is there:",
      "    gatepost firewall plan --for nftables --apply --yes --confirm-within 0",
      "  Which ports will be open?",
      "    gatepost firewall plan --for iptables --json | jq '.permits[].port'",
      "  The well-known profile [Zimbra] of ufw, and what is wrong with it:",
      "    gatepost firewall plan --for ufw --compat-profile"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class FirewallPlanCommand implements Callable<Integer> {
  private static final int PORTS = 65_535;

  @Spec private CommandSpec spec;
  @Mixin private SystemOption system;

  @Option(
      names = "--for",
      paramLabel = "FIREWALL",
      required = true,
      description = "The firewall of the host: ufw, nftables, firewalld or iptables.")
  private Manager manager = Manager.NFTABLES;

  @Option(
      names = "--admin-from",
      paramLabel = "NET",
      split = ",",
      description =
          "A network from which people administer; may be repeated. Without any, SSH is open to"
              + " everybody and the administration's ports to nobody.")
  private List<String> administrators = new ArrayList<>();

  @Option(
      names = "--ssh-port",
      paramLabel = "PORT",
      split = ",",
      description =
          "The port of the SSH server; may be repeated. By default those that are found on this"
              + " host, or zimbraRemoteManagementPort of another.")
  private List<Integer> sshPorts = new ArrayList<>();

  @Option(
      names = "--write",
      paramLabel = "DIR",
      description = "Write the files there; only the commands are printed.")
  private @Nullable Path write;

  @Option(names = "--apply", description = "Make it the rules of this host, after a question.")
  private boolean apply;

  @Option(
      names = "--yes",
      description = "Do not ask before applying; after it you are asked all the same.")
  private boolean yes;

  @Option(
      names = "--confirm-within",
      paramLabel = "SECONDS",
      description =
          "With --apply: how long the new rules stay without a second yes (default:"
              + " ${DEFAULT-VALUE}). 0: they stay unasked, for scripts.")
  private int confirmWithin = 60;

  @Option(
      names = "--saved",
      paramLabel = "DIR",
      description = "With --apply: where the rules before are kept (default: ${DEFAULT-VALUE}).")
  private Path saved = Path.of("/var/lib/gatepost/firewall");

  @Option(
      names = "--compat-profile",
      description = "The application profile [Zimbra] of ufw that articles name, with remarks.")
  private boolean compatProfile;

  @Option(names = "--json", description = "Print {host, for, permits, files, commands, …}.")
  private boolean json;

  @Override
  public Integer call() throws CommandException {
    demandSense();
    try {
      if (compatProfile) {
        Rendering rendering =
            CompatProfile.render(sshPorts.isEmpty() ? SshPorts.find().ports() : named());
        return script("every host", rendering);
      }
      MailSystem all = system.read();
      Host host = system.host(all);
      Whitelist whitelist =
          Whitelists.of(
              all, host, new Terms(AdminNetworks.parse(spec, administrators), sshPortsOf(host)));
      Rendering rendering = manager.renderer().render(whitelist);
      whitelist.warnings().forEach(this::warn);
      if (apply) {
        PlanApplication application =
            new PlanApplication(
                spec.commandLine(), whitelist, manager, saved, Duration.ofSeconds(confirmWithin));
        return application.run(rendering, yes) ? 0 : 1;
      }
      if (json) {
        PlanJson.write(manager, whitelist, rendering, spec.commandLine().getOut());
        return 0;
      }
      return script(host.name(), rendering);
    } catch (FirewallException e) {
      throw new CommandException(1, e);
    }
  }

  private int script(String host, Rendering rendering) throws CommandException {
    PlanScript script = new PlanScript(host, manager, rendering);
    if (write != null) {
      script.writeFiles(write);
    }
    script.print(write, spec.commandLine().getOut());
    return 0;
  }

  private void demandSense() {
    String fault = "";
    if (compatProfile && manager != Manager.UFW) {
      fault = "--compat-profile is a profile of ufw: use it with --for ufw";
    } else if (compatProfile && (apply || json)) {
      fault = "--compat-profile is only printed or written: what a host needs is less";
    } else if (apply && (write != null || json)) {
      fault = "--apply writes the files to their places: leave --write and --json out";
    } else if (json && write != null) {
      fault = "--json prints the files as well: leave --write out";
    } else if (yes && !apply) {
      fault = "--yes answers the question of --apply, which is not given";
    } else if (confirmWithin < 0 || confirmWithin > 3600) {
      fault = "--confirm-within is 0 to 3600 seconds, not " + confirmWithin;
    } else if (sshPorts.stream().anyMatch(port -> port < 1 || port > PORTS)) {
      fault = "--ssh-port is 1 to 65535, not " + sshPorts;
    }
    if (!fault.isEmpty()) {
      throw new ParameterException(spec.commandLine(), fault);
    }
  }

  private Set<Integer> named() {
    return new TreeSet<>(sshPorts);
  }

  /** Found on this host, whatever its addresses; of another host the directory may say it. */
  private Set<Integer> sshPortsOf(Host host) throws FirewallException {
    if (!sshPorts.isEmpty()) {
      return named();
    }
    boolean here = ThisHost.has(host.addresses());
    if (here || system.isOwn(host)) {
      SshPorts found = SshPorts.find();
      Set<Integer> ports = new TreeSet<>(found.isGuess() ? Set.of() : found.ports());
      if (!here) {
        // Behind an address translation this may be it, or the file may be a copy of another's.
        ports.add(managementPort(host));
      }
      return ports;
    }
    int port = managementPort(host);
    warn(
        "SSH of %s cannot be looked at from here: port %d is kept open for it. Name another by --ssh-port."
            .formatted(host.name(), port));
    return Set.of(port);
  }

  private static int managementPort(Host host) {
    return host.enabled().stream()
        .filter(opening -> opening.port().number() == SshPorts.DEFAULT)
        .map(Opening::number)
        .findFirst()
        .orElse(SshPorts.DEFAULT);
  }

  private void warn(String sentence) {
    spec.commandLine().getErr().println("gatepost: " + TerminalText.of(sentence));
  }
}
