package org.gatepost.firewall.rules;

/** What a rule asks of a packet. */
@FunctionalInterface
interface Condition {
  Condition ALWAYS = arrival -> Answer.YES;
  Condition NEVER = arrival -> Answer.NO;

  /** Something that is not understood here. */
  Condition UNCLEAR = arrival -> Answer.MAYBE;

  Answer meets(Arrival arrival);

  default Condition and(Condition other) {
    return arrival -> {
      Answer own = meets(arrival);
      return own == Answer.NO ? own : own.and(other.meets(arrival));
    };
  }

  default Condition not() {
    return arrival -> meets(arrival).not();
  }
}
