package org.gatepost.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatepost.firewall.catalogue.Catalogue;

/** Writes {@code docs/ports.md} anew; run it after a change of {@code ports.yaml}. */
final class PortsPage {
  static final Path FILE = Path.of("docs/ports.md");

  private static final String HEAD =
      """
      # Ports

      Every port of a mail system of this kind, and Gatepost's own. Made from
      `src/main/resources/org/gatepost/firewall/ports.yaml`; do not edit. For the ports of your own
      system, with the hosts that serve them and the numbers that its settings give, ask `gatepost
      firewall ports`; for rules that open them to just those who need them, `gatepost firewall plan`.

      * *on one host*: who must reach the port where one host does everything; *on several hosts*:
        where the roles are spread. *itself*: the host alone, over its loopback interface.
      * *moved by*: the attribute that gives the port another number.
      * *lists*: which lists of two well-known articles name it. P are the 12 ports of the article
        about the proxy; of the article about the firewall, E are its 11 "external" ports, I its 29
        "internal" ones, M the 14 of its ufw profile for many servers. Together they name 43.

      ## Where the lists mislead

      * Only 80, 443, 110, 143, 993, 995, and 9071 and 3443 if switched on, are ports of the proxy. 25, 465
        and 587 belong to mail transfer; on a pure proxy nothing answers there.
      * The proxy's article lists 7071 and leaves it out of its rule; the firewall's article calls it
        internal and opens it. It is for administrators and for the hosts of the system.
      * The firewall's article announces 12 external ports and prints 11; 465 is missing.
      * It enables ufw without a rule for SSH, which locks out whoever is not in its own LAN.
      * 9071 and 3443 are closed by default: the features behind them are off.
      * 5222, 5223 and 5269 exist only with chat; 8735 and 8736 are Zextras', 7047 is of the Network
        Edition.
      * The 14 ports do not suffice between hosts, which need LDAP, LMTP, lookups, mailbox ports and
        memcached of each other. What makes the article's set-up work is its rule that lets the whole LAN
        in, and with it everybody there to LDAP and memcached.
      * 11211 is listed as a TCP port; the attack that it is known for comes over UDP.

      ## The ports

      """;

  private PortsPage() {}

  /** Writes the file, from the root of the source tree. */
  static void main() throws IOException {
    Files.writeString(FILE, text());
  }

  static String text() {
    return HEAD + PortTable.ofCatalogue(Catalogue.ports()).markdown();
  }
}
