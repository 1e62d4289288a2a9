package org.gatepost.web.pool;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.gatepost.route.Route;
import org.gatepost.web.request.PoolName;
import org.jspecify.annotations.Nullable;

/**
 * The upstream servers of one kind, in an order that all proxies agree on: spec http 1.8. Immutable
 * but for what its peers count.
 */
public final class Pool {
  private static final int ROUNDS = 20;

  private final PoolName name;
  private final boolean tls;
  private final List<Peer> peers;

  /**
   * Makes one.
   *
   * @param tls whether its servers are spoken to with TLS
   */
  public Pool(PoolName name, boolean tls, List<Peer> peers) {
    this.name = name;
    this.tls = tls;
    this.peers = List.copyOf(peers);
  }

  /** Which one it is. */
  public PoolName name() {
    return name;
  }

  /** Whether its servers are spoken to with TLS. */
  public boolean tls() {
    return tls;
  }

  /** All of them, resting ones too. */
  public List<Peer> peers() {
    return peers;
  }

  /**
   * The peer that a route leads to: by port, and by one of its addresses, else by its host name.
   * Routes from memcached name addresses, and handlers may name a server otherwise than we do.
   */
  public Optional<Peer> owner(Route route) {
    for (int i = 0; i < route.addresses().size(); i++) {
      for (int j = 0; j < peers.size(); j++) {
        if (peers.get(j).address().equals(route.addresses().get(i))) {
          return Optional.of(peers.get(j));
        }
      }
    }
    for (int i = 0; i < peers.size(); i++) {
      Peer peer = peers.get(i);
      if (peer.address().getPort() == route.port() && peer.host().equalsIgnoreCase(route.host())) {
        return Optional.of(peer);
      }
    }
    return Optional.empty();
  }

  /**
   * The peer of a visitor whose server nobody knows: by address, else the one that is least busy.
   *
   * @param version of the server that has issued the visitor's token: peers of that version come
   *     first, but any is better than none (spec http 9, W-41)
   * @param exactVersion whether the whole version counts, or its first two numbers
   * @param usable is asked once for a peer at most, and who is said to be usable is taken: a peer
   *     after its rest admits a single probe
   */
  public Optional<Peer> byAddress(
      InetAddress client, Optional<String> version, boolean exactVersion, Predicate<Peer> usable) {
    if (peers.isEmpty()) {
      return Optional.empty();
    }
    boolean[] asked = new boolean[peers.size()];
    Peer chosen = null;
    if (version.isPresent()) {
      String wanted = version.get();
      chosen = choose(client, asked, peer -> fits(peer, wanted, exactVersion), usable);
    }
    if (chosen == null) {
      chosen = choose(client, asked, peer -> true, usable);
    }
    return Optional.ofNullable(chosen);
  }

  private @Nullable Peer choose(
      InetAddress client, boolean[] asked, Predicate<Peer> fitting, Predicate<Peer> usable) {
    int rounds = peers.size() == 1 ? 1 : ROUNDS;
    int hash = AddressHash.first(client);
    for (int round = 0; round < rounds; round++) {
      int index = hash % peers.size();
      Peer peer = peers.get(index);
      if (!asked[index] && fitting.test(peer)) {
        asked[index] = true;
        if (usable.test(peer)) {
          return peer;
        }
      }
      hash = AddressHash.next(hash, client);
    }
    return leastBusy(asked, fitting, usable);
  }

  private @Nullable Peer leastBusy(
      boolean[] asked, Predicate<Peer> fitting, Predicate<Peer> usable) {
    while (true) {
      int best = -1;
      for (int i = 0; i < asked.length; i++) {
        if (!asked[i]
            && fitting.test(peers.get(i))
            && (best < 0 || peers.get(i).inFlight() < peers.get(best).inFlight())) {
          best = i;
        }
      }
      if (best < 0) {
        return null;
      }
      asked[best] = true;
      if (usable.test(peers.get(best))) {
        return peers.get(best);
      }
    }
  }

  private static boolean fits(Peer peer, String version, boolean exactly) {
    if (peer.version().isEmpty()) {
      return false;
    }
    String own = peer.version().get();
    return exactly ? own.equals(version) : release(own).equals(release(version));
  }

  /** The first two numbers: of 10.1.0_GA_4655 it is 10.1. */
  private static String release(String version) {
    int dots = 0;
    for (int i = 0; i < version.length(); i++) {
      char c = version.charAt(i);
      if (c == '.') {
        dots++;
      }
      boolean inside = c == '.' ? dots < 2 : c >= '0' && c <= '9';
      if (!inside) {
        return version.substring(0, i);
      }
    }
    return version;
  }
}
