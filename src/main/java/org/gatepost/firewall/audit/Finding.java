package org.gatepost.firewall.audit;

import java.util.List;

/**
 * What one check found.
 *
 * @param check its name, for scripts: lower case, words joined by hyphens; never changes
 * @param verdict how it stands
 * @param sentence what was found, for a person
 * @param evidence what was seen, a line each: a socket, a rule, a setting
 * @param remedy what to do, a command where there is one; empty where all is well
 */
public record Finding(
    String check, Verdict verdict, String sentence, List<String> evidence, List<String> remedy) {
  public Finding {
    evidence = List.copyOf(evidence);
    remedy = List.copyOf(remedy);
  }

  /** How a check came out; in the order of gravity. */
  public enum Verdict {
    OK,
    /** Not looked at, and why: no rights, not of this host. */
    SKIPPED,
    WARN,
    FAIL
  }
}
