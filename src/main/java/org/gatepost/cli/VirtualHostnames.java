package org.gatepost.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.settings.EntryAttributes;

/** The host names of the domains, which people must be able to find. */
final class VirtualHostnames {
  private static final int MANY = 10_000;
  private static final FilterTemplate DOMAINS =
      FilterTemplate.parse("(&(zimbraVirtualHostname=*)(objectClass=zimbraDomain))", Set.of());

  private VirtualHostnames() {}

  /** A sentence about each that has no address. */
  static List<String> unresolvable(Directory directory) throws DirectoryException {
    String names = EntryAttributes.VIRTUAL_HOSTNAME.name();
    List<String> problems = new ArrayList<>();
    for (var domain : directory.searchAll(DOMAINS, Map.of(), MANY)) {
      for (String name : domain.all(names)) {
        try {
          InetAddress.getByName(name);
        } catch (UnknownHostException e) {
          problems.add(
              "%s %s of the domain %s cannot be resolved."
                  .formatted(
                      names,
                      TerminalText.of(name),
                      domain.first(EntryAttributes.DOMAIN_NAME.name()).orElse(domain.dn())));
        }
      }
    }
    return problems;
  }
}
