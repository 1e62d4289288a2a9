package org.gatepost.web.exchange;

import io.netty.channel.Channel;
import java.net.InetAddress;
import org.gatepost.net.listener.ConnectionLimit;
import org.gatepost.net.listener.Turnstile;
import org.jspecify.annotations.Nullable;

/**
 * A connection's place at its door and among those that need these settings, given back once.
 * Confined to the connection's event loop.
 */
final class Visit {
  private final ConnectionLimit limit;
  private final Turnstile turnstile;
  private @Nullable InetAddress place;
  private boolean inside = true;
  private boolean tunnel;

  /**
   * @param turnstile entered already
   */
  Visit(ConnectionLimit limit, Turnstile turnstile) {
    this.limit = limit;
    this.turnstile = turnstile;
  }

  void endsWith(Channel channel) {
    channel
        .closeFuture()
        .addListener(ignored -> {
          if (!tunnel) {
            leave();
          }
        });
  }

  /** Takes a place at the door, if there is one. */
  boolean takePlace(InetAddress client) {
    if (!limit.enter(client)) {
      return false;
    }
    place = client;
    return true;
  }

  /** HTTP is left behind: the settings are needed no more, the place is until {@link #leave}. */
  void becomesTunnel() {
    tunnel = true;
    leaveSettings();
  }

  void leave() {
    leaveSettings();
    if (place != null) {
      limit.leave(place);
      place = null;
    }
  }

  private void leaveSettings() {
    if (inside) {
      inside = false;
      turnstile.leave();
    }
  }
}
