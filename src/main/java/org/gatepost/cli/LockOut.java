package org.gatepost.cli;

import java.util.Optional;
import org.gatepost.firewall.FirewallException;
import org.gatepost.firewall.catalogue.Transport;
import org.gatepost.firewall.plan.Permit;
import org.gatepost.firewall.plan.Source.Anyone;
import org.gatepost.firewall.plan.Source.Networks;
import org.gatepost.firewall.plan.SshSession;
import org.gatepost.firewall.plan.Whitelist;
import org.gatepost.settings.Cidr;

/** Who applies a plan over SSH must be able to come in again. */
final class LockOut {
  private LockOut() {}

  static void demandNone(Whitelist whitelist) throws FirewallException {
    Optional<SshSession> session = SshSession.find();
    if (session.isPresent()
        && whitelist.permits().stream().noneMatch(permit -> lets(permit, session.get()))) {
      throw new FirewallException(
          "these rules would lock you out: you work here over SSH from %s to port %d, which they do"
                  .formatted(session.get().client().getHostAddress(), session.get().port())
              + " not let in. Add your network by --admin-from, or the port by --ssh-port.");
    }
  }

  private static boolean lets(Permit permit, SshSession session) {
    return permit.transport() == Transport.TCP
        && permit.port() == session.port()
        && switch (permit.source()) {
          case Anyone() -> true;
          case Networks networks -> Cidr.anyContains(networks.networks(), session.client());
        };
  }
}
