package org.gatepost.firewall.rules;

import java.util.List;
import java.util.SortedSet;
import org.gatepost.settings.Cidr;

/** The rules that are active in the kernel, by the tool that shows them. */
public interface ActiveRules {
  /** What becomes of a packet; no traffic is sent. */
  Fate fate(Packet packet);

  /** Every rule in the order of its evaluation, as the tool prints it. */
  List<String> lines();

  /** Every network and address that rules and their sets name, wherever they stand. */
  List<Cidr> networks();

  /**
   * Every number that rules name and that can be a port, in ascending order: between two of them
   * all ports share one fate.
   */
  SortedSet<Integer> numbers();

  /** What nft lists, of which the rules are a part. */
  NftListing listing();
}
