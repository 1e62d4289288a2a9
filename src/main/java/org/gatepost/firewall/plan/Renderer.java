package org.gatepost.firewall.plan;

import org.gatepost.firewall.FirewallException;

/** Says a whitelist in the words of one firewall. */
public interface Renderer {
  /**
   * Files and commands that make the whitelist the rules of its host.
   *
   * @throws FirewallException if the firewall cannot express it; names what and its limit
   */
  Rendering render(Whitelist whitelist) throws FirewallException;
}
