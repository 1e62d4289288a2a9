package org.gatepost.firewall.audit;

import java.util.BitSet;

/** Ports, shown as {@code 25, 80-90}. Confined to one thread. */
final class Ranges {
  private final BitSet ports = new BitSet();

  /** Adds all from the first up to, without it, the next. */
  void add(int first, int next) {
    ports.set(first, next);
  }

  boolean isEmpty() {
    return ports.isEmpty();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int from = ports.nextSetBit(0); from >= 0; ) {
      int to = ports.nextClearBit(from) - 1;
      text.append(text.isEmpty() ? "" : ", ").append(from).append(to > from ? "-" + to : "");
      from = ports.nextSetBit(to + 1);
    }
    return text.toString();
  }
}
