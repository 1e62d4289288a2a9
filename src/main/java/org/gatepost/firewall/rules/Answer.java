package org.gatepost.firewall.rules;

/** Whether a packet meets a condition; what cannot be told is neither yes nor no. */
enum Answer {
  YES,
  NO,
  MAYBE;

  static Answer of(boolean met) {
    return met ? YES : NO;
  }

  Answer and(Answer other) {
    if (this == NO || other == NO) {
      return NO;
    }
    return this == YES && other == YES ? YES : MAYBE;
  }

  Answer or(Answer other) {
    return not().and(other.not()).not();
  }

  Answer not() {
    return switch (this) {
      case YES -> NO;
      case NO -> YES;
      case MAYBE -> MAYBE;
    };
  }
}
