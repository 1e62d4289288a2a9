package org.gatepost.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.catalogue.Catalogue;
import org.gatepost.firewall.catalogue.CataloguePort;
import org.gatepost.firewall.catalogue.Role;
import org.gatepost.firewall.system.Host;
import org.gatepost.firewall.system.MailSystem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatepost firewall ports}. */
@Command(
    name = "ports",
    description = {
      "Show every port of the system: who may reach it, and on which hosts it is.",
      "",
      "What the settings have moved or switched off is shown so, with the reason.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Lists: P the 12 ports of the article about the proxy; of the article about the",
      "firewall, E its 11 external ones, I its 29 internal ones, M the 14 of its ufw profile.",
      "",
      "Exit codes: 0 done, 1 the configuration cannot be used or the host is not known,",
      "2 the directory cannot be asked.",
      "",
      "Examples:",
      "  gatepost firewall ports",
      "  gatepost firewall ports --host mbx1.example.com",
      "  gatepost firewall ports --role memcached",
      "  gatepost firewall ports --host mbx2 --node mbx2=192.0.2.3,2001:db8::3:mta",
      "  gatepost firewall ports --json | jq '.[] | select(.state == \"open\") .port'",
      "  gatepost firewall ports --catalogue --markdown > ports.md"
    })
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class FirewallPortsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SystemOption system;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "Only ports of this service: proxy, mailbox, mta, ldap, memcached ...")
  private @Nullable String role;

  @Option(
      names = "--catalogue",
      description = "All that Gatepost knows of, whatever this system has; asks no directory.")
  private boolean catalogue;

  @Option(names = "--json", description = "Print a list of objects, one for each port.")
  private boolean json;

  @Option(names = "--markdown", description = "Print a table in Markdown.")
  private boolean markdown;

  @Override
  public Integer call() throws CommandException {
    if (json && markdown) {
      throw new CommandException(
          GatepostCommand.USAGE, "--json and --markdown do not go together: choose one.");
    }
    Predicate<CataloguePort> wanted = wanted();
    PrintWriter out = spec.commandLine().getOut();
    if (catalogue) {
      if (system.named().isPresent()) {
        throw new CommandException(
            GatepostCommand.USAGE, "--catalogue knows no hosts: leave --host out, or --catalogue.");
      }
      List<CataloguePort> ports = Catalogue.ports().stream().filter(wanted).toList();
      if (json) {
        PortsJson.writeCatalogue(ports, out);
      } else {
        print(PortTable.ofCatalogue(ports), out);
      }
      return 0;
    }
    List<SystemPort> ports = ports(wanted);
    if (json) {
      PortsJson.writeSystem(ports, out);
    } else {
      print(PortTable.ofSystem(ports), out);
    }
    return 0;
  }

  private Predicate<CataloguePort> wanted() throws CommandException {
    if (role == null) {
      return _ -> true;
    }
    Role only = GivenNode.role("--role", role);
    return port -> port.servedBy() == only;
  }

  private List<SystemPort> ports(Predicate<CataloguePort> wanted) throws CommandException {
    MailSystem all = system.read();
    try {
      List<Host> hosts = system.named().isPresent() ? List.of(system.host(all)) : all.hosts();
      return SystemPort.of(all, hosts, wanted);
    } catch (FirewallException e) {
      throw new CommandException(1, e);
    }
  }

  private void print(PortTable table, PrintWriter out) {
    if (markdown) {
      out.print(table.markdown());
      out.flush();
    } else {
      table.print(out);
    }
  }
}
