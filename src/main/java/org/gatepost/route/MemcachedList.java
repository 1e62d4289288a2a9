package org.gatepost.route;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.EntryAttributes;
import org.gatepost.settings.RouteAttributes;

/**
 * The memcached servers of the system: those of the host's file, else those of the directory that
 * run the service. Their order matters, since all proxies must choose the same one for a key.
 */
public final class MemcachedList {
  private static final String SERVICE = "memcached";

  private MemcachedList() {}

  /**
   * Finds them; none if there are none, or if the cache is switched off.
   *
   * @param fromFile {@code routes.memcached}
   * @return unresolved names and ports
   */
  public static List<InetSocketAddress> of(
      List<InetSocketAddress> fromFile, Directory directory, EffectiveSettings settings)
      throws DirectoryException, ConfigurationException {
    if (!settings.value(RouteAttributes.MEMCACHED_ENABLED)) {
      return List.of();
    }
    if (!fromFile.isEmpty()) {
      return fromFile;
    }
    Optional<Entry> global = directory.globalConfig();
    List<InetSocketAddress> found = new ArrayList<>();
    for (Entry server : directory.servers()) {
      if (server.all(EntryAttributes.SERVICE_ENABLED.name()).contains(SERVICE)) {
        found.add(addressOf(server, global));
      }
    }
    return found;
  }

  private static InetSocketAddress addressOf(Entry server, Optional<Entry> global)
      throws ConfigurationException {
    return InetSocketAddress.createUnresolved(
        server
            .first(EntryAttributes.SERVICE_HOSTNAME.name())
            .or(() -> server.first("cn"))
            .orElse(server.dn()),
        server.inherited(RouteAttributes.MEMCACHED_PORT, global));
  }
}
