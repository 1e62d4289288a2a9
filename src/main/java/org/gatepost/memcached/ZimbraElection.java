package org.gatepost.memcached;

import java.util.function.IntPredicate;

/**
 * Bob Jenkins' one-at-a-time hash in 64 bits, modulo the number of servers; where one does not
 * answer, the next in declared order takes its keys: spec mail 3.3.
 */
final class ZimbraElection implements Election {
  private final int servers;

  ZimbraElection(int servers) {
    this.servers = servers;
  }

  @Override
  public int elect(byte[] logicalKey, IntPredicate eligible) {
    int first = (int) Long.remainderUnsigned(hash(logicalKey), servers);
    for (int step = 0; step < servers; step++) {
      int server = (first + step) % servers;
      if (eligible.test(server)) {
        return server;
      }
    }
    return NOBODY;
  }

  /** The original was written for 32 bits and runs in 64: its machine's {@code unsigned long}. */
  static long hash(byte[] key) {
    long hash = 0;
    for (byte octet : key) {
      hash += octet & 0xff;
      hash += hash << 10;
      hash ^= hash >>> 6;
    }
    hash += hash << 3;
    hash ^= hash >>> 11;
    hash += hash << 15;
    return hash;
  }
}
