package org.gatepost.firewall.rules;

import java.util.List;
import org.gatepost.settings.Cidr;

/** The rules that are active in the kernel, by the tool that shows them. */
public interface ActiveRules {
  /** What becomes of a packet; no traffic is sent. */
  Fate fate(Packet packet);

  /** Every rule in the order of its evaluation, as the tool prints it. */
  List<String> lines();

  /** Every network and address that rules and their sets name, wherever they stand. */
  List<Cidr> networks();
}
