package org.gatepost.memcached;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Which server holds a key; every proxy of a site must come to the same answer. The order and the
 * number of the configured servers decide, never which of them answer just now: one that fails
 * moves its own keys and no others. Confined to one event loop.
 */
public sealed interface Election permits ZimbraElection, KetamaElection {
  /** How servers are elected. */
  enum Kind {
    /** As the nginx of Zimbra does it, to share a cache with one: spec mail 3.3. */
    ZIMBRA,
    /** As libketama does it: a further server takes its share of the keys and moves no others. */
    KETAMA
  }

  /** What {@link #elect} gives if no server will do. */
  int NOBODY = -1;

  /**
   * The index of the first server for a key that is eligible, or {@link #NOBODY}.
   *
   * @param logicalKey its octets as they are before they are hashed for the wire
   */
  int elect(byte[] logicalKey, IntPredicate eligible);

  /**
   * An election of these servers.
   *
   * @param servers their names, {@code host:port}
   */
  static Election of(Kind kind, List<String> servers) {
    return switch (kind) {
      case ZIMBRA -> new ZimbraElection(servers.size());
      case KETAMA -> new KetamaElection(servers);
    };
  }
}
