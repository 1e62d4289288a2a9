package org.gatepost.route.lookup.answering;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.settings.EntryAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of the directory's proxies. What cannot be found out now stays as it was: a proxy
 * must not be turned away because the DNS has a bad minute. Read by event loops, refreshed by one
 * thread that may block.
 */
final class ProxyAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyAddresses.class);
  private static final String PROXY = "proxy";

  private final Directory directory;
  private Map<String, Set<InetAddress>> byHost = Map.of();
  private volatile Set<InetAddress> all = Set.of();

  ProxyAddresses(Directory directory) {
    this.directory = directory;
  }

  Set<InetAddress> all() {
    return all;
  }

  /** Asks the directory and the DNS; blocks. */
  synchronized void refresh() {
    try {
      Map<String, Set<InetAddress>> found = new HashMap<>();
      for (Entry server : directory.servers()) {
        if (server.all(EntryAttributes.SERVICE_ENABLED.name()).contains(PROXY)) {
          String host =
              server
                  .first(EntryAttributes.SERVICE_HOSTNAME.name())
                  .or(() -> server.first("cn"))
                  .orElse("");
          found.put(host, resolved(host));
        }
      }
      byHost = found;
      Set<InetAddress> addresses = new HashSet<>();
      found.values().forEach(addresses::addAll);
      all = Set.copyOf(addresses);
    } catch (DirectoryException e) {
      LOG.warn("the proxies that may ask for routes are not known anew: {}", e.getMessage());
    }
  }

  private Set<InetAddress> resolved(String host) {
    try {
      return Set.copyOf(Arrays.asList(InetAddress.getAllByName(host)));
    } catch (UnknownHostException unknown) {
      LOG.debug("the proxy {} has no address", host);
      return byHost.getOrDefault(host, Set.of());
    }
  }
}
