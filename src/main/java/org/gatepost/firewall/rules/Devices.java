package org.gatepost.firewall.rules;

import java.util.Optional;

/** Names of interfaces in rules. */
final class Devices {
  private Devices() {}

  /**
   * Whether the interface of arrival is meant.
   *
   * @param device empty: any but loopback
   * @param wildcard the character at the end of a pattern that stands for all that may follow
   */
  static Answer matches(Optional<String> device, String pattern, char wildcard) {
    boolean open = !pattern.isEmpty() && pattern.charAt(pattern.length() - 1) == wildcard;
    String start = open ? pattern.substring(0, pattern.length() - 1) : pattern;
    if (open && start.isEmpty()) {
      return Answer.YES;
    }
    if (pattern.equals("lo")) {
      return Answer.NO;
    }
    return device
        .map(name -> Answer.of(open ? name.startsWith(start) : name.equals(start)))
        .orElse(Answer.MAYBE);
  }
}
