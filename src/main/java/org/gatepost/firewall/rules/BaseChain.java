package org.gatepost.firewall.rules;

import java.util.List;
import java.util.Map;

/**
 * A chain that the kernel calls, with those that it calls.
 *
 * @param stage when it is called
 * @param priority the order within the stage
 * @param called for which packets it is called: those of its family
 * @param name the chain to begin with
 * @param policy what becomes of a packet at its end
 * @param policyText the policy as a person reads it
 * @param chains every chain of its table
 */
record BaseChain(
    Stage stage,
    int priority,
    Condition called,
    String name,
    Verdict policy,
    String policyText,
    Map<String, List<Rule>> chains) {
  /** Where a packet meets rules on its way to a socket of this host. */
  enum Stage {
    INGRESS,
    PREROUTING,
    INPUT
  }
}
