package org.gatepost.firewall.rules;

/** What a rule does with a packet that meets its conditions. */
sealed interface Verdict {
  /** It has passed this base chain; others may follow. */
  record Accept() implements Verdict {}

  record Drop() implements Verdict {}

  record Reject() implements Verdict {}

  /** Back to the chain from which this one was called. */
  record Return() implements Verdict {}

  /** The next rule: counters, logs. */
  record Continue() implements Verdict {}

  record Jump(String chain) implements Verdict {}

  /** Like a jump that does not come back here, but to where this chain was called from. */
  record Goto(String chain) implements Verdict {}

  /** To another port of this host. */
  record Redirect(int port) implements Verdict {}

  /** To another host or a container: what follows for this host is not asked. */
  record Elsewhere() implements Verdict {}

  /** To a program, or to something that is not understood here; it may come back. */
  record Unclear() implements Verdict {}
}
