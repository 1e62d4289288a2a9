package org.gatepost.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.audit.Audit;
import org.gatepost.firewall.audit.Check;
import org.gatepost.firewall.audit.Finding;
import org.gatepost.firewall.audit.Scene;
import org.gatepost.firewall.host.ThisHost;
import org.gatepost.firewall.plan.SshPorts;
import org.gatepost.firewall.plan.Terms;
import org.gatepost.firewall.plan.Whitelist;
import org.gatepost.firewall.plan.Whitelists;
import org.gatepost.firewall.system.Host;
import org.gatepost.firewall.system.MailSystem;
import org.gatepost.settings.Cidr;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatepost firewall audit}: is really open what should be, and nothing else? */
@Command(
    name = "audit",
    description = "Compare what is open on this host with what should be.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all is well, 1 warnings, 2 failures, 3 the audit could not be made.",
      "What only root may see is skipped for others, which is a warning.",
      "",
      "Examples:",
      "  sudo gatepost firewall audit --admin-from 10.20.0.0/24",
      "  sudo gatepost firewall audit --only memcached-udp,memcached-bind",
      "  gatepost firewall audit --host ldap1.example.com --probe",
      "  sudo gatepost firewall audit --json | jq '.findings[] | select(.verdict == \"FAIL\")'"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class FirewallAuditCommand implements Callable<Integer> {
  /** Not made: the file, the directory or the host's place in it is at fault. */
  private static final int NOT_MADE = 3;

  @Spec private CommandSpec spec;
  @Mixin private SystemOption system;

  @Option(
      names = "--admin-from",
      paramLabel = "NETWORK",
      split = ",",
      description = "The networks from which people administer, as for firewall plan.")
  private List<String> administrators = new ArrayList<>();

  @Option(
      names = "--only",
      paramLabel = "CHECK",
      split = ",",
      description = "These checks alone, by the names that the report shows.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--probe",
      description = {
        "Connect to the hosts of the system from here as well, and to no other;",
        "with --host to that one alone."
      })
  private boolean probe;

  @Option(
      names = "--json",
      description =
          "Print {host, verdict, findings: [{check, verdict, sentence, evidence, remedy}]}.")
  private boolean json;

  @Override
  public Integer call() throws CommandException {
    Set<Check> checks = checks();
    List<Cidr> networks = AdminNetworks.parse(spec, administrators);
    try {
      MailSystem hosts = system.read();
      Host host = system.host(hosts);
      try (Directory directory = system.openDirectory()) {
        boolean here = system.isOwn(host) || ThisHost.has(host.addresses());
        Terms terms = new Terms(networks, here ? SshPorts.find().ports() : Set.of());
        Whitelist whitelist = Whitelists.of(hosts, host, terms);
        Scene scene = Audit.scene(directory, hosts, terms, whitelist, here, system.options());
        return report(host.name(), Audit.findings(scene, checks));
      }
    } catch (CommandException e) {
      throw e.exitCode() == GatepostCommand.USAGE ? e : new CommandException(NOT_MADE, e);
    } catch (FirewallException | DirectoryException e) {
      throw new CommandException(NOT_MADE, e);
    }
  }

  private int report(String host, List<Finding> findings) {
    AuditReport report = new AuditReport(host, findings);
    if (json) {
      report.writeJson(spec.commandLine().getOut());
    } else {
      report.write(spec.commandLine().getOut());
    }
    return switch (Audit.verdict(findings)) {
      case OK, SKIPPED -> 0;
      case WARN -> 1;
      case FAIL -> 2;
    };
  }

  private Set<Check> checks() throws CommandException {
    Set<Check> checks = EnumSet.noneOf(Check.class);
    for (String word : only) {
      checks.add(
          Check.named(word)
              .orElseThrow(() ->
                  new CommandException(
                      GatepostCommand.USAGE,
                      "--only has the value \"%s\"; allowed: %s."
                          .formatted(
                              word,
                              Stream.of(Check.values())
                                  .map(Check::word)
                                  .collect(Collectors.joining(", "))))));
    }
    if (!only.isEmpty()) {
      return checks;
    }
    return probe ? EnumSet.allOf(Check.class) : EnumSet.complementOf(EnumSet.of(Check.PROBE));
  }
}
