package org.gatepost.web.exchange;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatepost.net.upstream.UpstreamHealth;
import org.gatepost.web.pool.Peer;
import org.gatepost.web.pool.Pool;
import org.jspecify.annotations.Nullable;

/**
 * Which servers one request may go to, one after the other, each once. Confined to an event loop.
 */
final class Choice {
  private final Pool pool;
  private final @Nullable Peer owner;
  private final InetAddress client;
  private final Optional<String> version;
  private final boolean exactVersion;
  private final List<Peer> tried = new ArrayList<>(2);

  private Choice(
      Pool pool,
      @Nullable Peer owner,
      InetAddress client,
      Optional<String> version,
      boolean exactVersion) {
    this.pool = pool;
    this.owner = owner;
    this.client = client;
    this.version = version;
    this.exactVersion = exactVersion;
  }

  /** The server that holds the user's mail and no other, at whichever of its addresses. */
  static Choice owner(Pool pool, Peer owner, InetAddress client) {
    return new Choice(pool, owner, client, Optional.empty(), false);
  }

  /** Whichever serves this address, as long as it can. */
  static Choice byAddress(
      Pool pool, InetAddress client, Optional<String> version, boolean exactVersion) {
    return new Choice(pool, null, client, version, exactVersion);
  }

  Pool pool() {
    return pool;
  }

  /** Whether the user's own server was wanted. */
  boolean isOwner() {
    return owner != null;
  }

  /**
   * The next one to try; null if there is none, or those that are left rest.
   *
   * @param probing how long a server that has rested may take to show that it is back
   */
  @Nullable Peer next(UpstreamHealth health, Duration probing) {
    while (true) {
      Peer candidate = owner == null ? anyone(health) : ofOwner(owner);
      if (candidate == null) {
        return null;
      }
      tried.add(candidate);
      if (health.admits(candidate.address(), probing)) {
        return candidate;
      }
    }
  }

  private @Nullable Peer anyone(UpstreamHealth health) {
    return pool.byAddress(
            client,
            version,
            exactVersion,
            peer -> !tried.contains(peer) && !health.rests(peer.address()))
        .orElse(null);
  }

  private @Nullable Peer ofOwner(Peer first) {
    if (!tried.contains(first)) {
      return first;
    }
    for (Peer peer : pool.peers()) {
      if (peer.host().equals(first.host())
          && peer.address().getPort() == first.address().getPort()
          && !tried.contains(peer)) {
        return peer;
      }
    }
    return null;
  }
}
