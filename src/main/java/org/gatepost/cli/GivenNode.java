package org.gatepost.cli;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatepost.firewall.catalogue.Role;
import org.gatepost.firewall.system.Host;
import org.gatepost.settings.Cidr;

/** A host that the command line names: {@code NAME=ADDRESS[,ADDRESS]:ROLE[,ROLE]}. */
record GivenNode(String name, List<InetAddress> addresses, Set<Role> roles) {
  // IPv6 addresses have colons of their own; roles have none.
  private static final Pattern FORM = Pattern.compile("([^=]+)=(.+):([^:]+)");

  /** All that the command line names, each once. */
  static List<GivenNode> parse(List<String> texts) throws CommandException {
    List<GivenNode> nodes = new ArrayList<>();
    for (String text : texts) {
      GivenNode node = parse(text);
      if (nodes.stream().anyMatch(other -> other.name().equalsIgnoreCase(node.name()))) {
        throw refused(text, "each host once, with all its addresses and roles");
      }
      nodes.add(node);
    }
    return nodes;
  }

  private static GivenNode parse(String text) throws CommandException {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || !Host.NAME.matcher(form.group(1)).matches()) {
      throw refused(
          text,
          "NAME=ADDRESS[,ADDRESS]:ROLE[,ROLE], such as mbx1=192.0.2.3,2001:db8::3:mailbox,mta");
    }
    List<InetAddress> addresses = new ArrayList<>();
    for (String address : form.group(2).split(",", -1)) {
      try {
        addresses.add(Cidr.literal(address.replaceAll("[\\[\\]]", "")));
      } catch (IllegalArgumentException e) {
        throw refused(text, "IPv4 and IPv6 addresses, which \"" + address + "\" is none of");
      }
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : form.group(3).split(",", -1)) {
      roles.add(role("--node", word));
    }
    return new GivenNode(form.group(1), List.copyOf(addresses), roles);
  }

  /** A role by its name. */
  static Role role(String option, String word) throws CommandException {
    return Role.named(word)
        .orElseThrow(() ->
            new CommandException(
                GatepostCommand.USAGE,
                "%s has the role \"%s\"; allowed: %s."
                    .formatted(
                        option,
                        TerminalText.of(word),
                        Arrays.stream(Role.values())
                            .map(Role::service)
                            .collect(Collectors.joining(", ")))));
  }

  private static CommandException refused(String text, String allowed) {
    return new CommandException(
        GatepostCommand.USAGE,
        "--node has the value \"%s\"; allowed: %s.".formatted(TerminalText.of(text), allowed));
  }
}
