package org.gatepost.firewall.plan;

import java.util.List;
import java.util.Set;
import org.gatepost.settings.Cidr;

/**
 * What the directory cannot know of a whitelist.
 *
 * @param administrators the networks from which people administer; none: nobody does from outside,
 *     but SSH stays open to all
 * @param sshPorts where the SSH server of the host listens
 */
public record Terms(List<Cidr> administrators, Set<Integer> sshPorts) {
  public Terms {
    administrators = List.copyOf(administrators);
    sshPorts = Set.copyOf(sshPorts);
  }
}
