package org.gatepost.cli;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.gatepost.settings.Cidr;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The values of {@code --admin-from}. */
final class AdminNetworks {
  private AdminNetworks() {}

  /** Reads them; what nobody can come from is a mistake of typing, and would lock people out. */
  static List<Cidr> parse(CommandSpec command, List<String> texts) {
    Set<Cidr> networks = new LinkedHashSet<>();
    for (String text : texts) {
      Cidr network;
      try {
        network = Cidr.parse(text.strip());
      } catch (IllegalArgumentException e) {
        throw new ParameterException(
            command.commandLine(),
            "--admin-from %s is not an address or network, such as 192.0.2.0/24 or 2001:db8::/32"
                .formatted(TerminalText.of(text)),
            e);
      }
      InetAddress first = network.network();
      if (first.isLoopbackAddress() || first.isMulticastAddress() || first.isLinkLocalAddress()) {
        throw new ParameterException(
            command.commandLine(),
            "--admin-from %s: nobody comes from there through a network; name the networks of those who administer"
                .formatted(TerminalText.of(text)));
      }
      networks.add(network);
    }
    return List.copyOf(networks);
  }
}
