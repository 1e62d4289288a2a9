package org.gatepost;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gatepost.net.listener.ConnectionLimit;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.OwnAttributes;

/**
 * The limits of the doors. While a door's numbers stay, so does what it has counted; with new
 * numbers it counts those who come from then on.
 */
final class Limits {
  private record Place(String door, InetSocketAddress address) {}

  private final Map<Place, ConnectionLimit> known = new ConcurrentHashMap<>();

  ConnectionLimit of(DoorPlan plan) {
    EffectiveSettings settings = plan.settings();
    ConnectionLimit wanted =
        new ConnectionLimit(
            settings.value(OwnAttributes.MAX_CONNECTIONS),
            settings.value(OwnAttributes.MAX_CONNECTIONS_PER_ADDRESS));
    return plan.address().getPort() == 0
        ? wanted // doors on any free port have no place to be known by
        : known.merge(
            new Place(plan.name(), plan.address()),
            wanted,
            (before, now) -> before.isAs(now) ? before : now);
  }
}
