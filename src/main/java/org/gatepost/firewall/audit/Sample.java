package org.gatepost.firewall.audit;

import java.net.InetAddress;
import org.gatepost.settings.Cidr;

/**
 * Somebody whose packets are simulated.
 *
 * @param who for a person: {@code a stranger}, {@code ldap1.example.com}
 */
record Sample(String who, InetAddress address) {
  @Override
  public String toString() {
    return who.equals("a stranger") ? who : who + " (" + Cidr.text(address) + ")";
  }
}
