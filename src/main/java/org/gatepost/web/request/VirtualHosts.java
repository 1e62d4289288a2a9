package org.gatepost.web.request;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which host names are ours, and what belongs to each: spec http 1.2, 3.3. Names are those of
 * {@link HostName}. Immutable, if what belongs to the names is.
 */
public final class VirtualHosts<T> {
  private final Map<String, T> exact = new HashMap<>();
  // By what follows the asterisk: the dot and the rest.
  private final Map<String, T> wildcards = new HashMap<>();
  private final T byDefault;
  private final Set<String> ownNames = new HashSet<>();

  /**
   * Names that are none are passed over.
   *
   * @param byName names of virtual hosts, or {@code *.} and a name for all that end so
   * @param byDefault what belongs to all other names
   * @param ownNames further names of ours
   */
  public VirtualHosts(Map<String, T> byName, T byDefault, Set<String> ownNames) {
    byName.forEach((name, host) -> {
      boolean wildcard = name.startsWith("*.");
      String normal = HostName.of(wildcard ? name.substring(2) : name);
      if (!normal.isEmpty()) {
        (wildcard ? wildcards : exact).put(wildcard ? "." + normal : normal, host);
      }
    });
    this.byDefault = byDefault;
    for (String name : ownNames) {
      String normal = HostName.of(name);
      if (!normal.isEmpty()) {
        this.ownNames.add(normal);
      }
    }
  }

  /** What belongs to a virtual host's name; the longest wildcard, if no name is that very one. */
  public Optional<T> exactly(String hostWithoutPort) {
    return Optional.ofNullable(find(hostWithoutPort));
  }

  /** What belongs to a name, were it a stranger's. */
  public T orDefault(String hostWithoutPort) {
    T found = find(hostWithoutPort);
    return found == null ? byDefault : found;
  }

  /** Whether it is a virtual host's name, or one of our own. */
  public boolean isOurs(String hostWithoutPort) {
    return ownNames.contains(hostWithoutPort) || find(hostWithoutPort) != null;
  }

  private @Nullable T find(String host) {
    T found = exact.get(host);
    if (found != null || wildcards.isEmpty()) {
      return found;
    }
    for (int dot = host.indexOf('.'); dot > 0 && found == null; dot = host.indexOf('.', dot + 1)) {
      found = wildcards.get(host.substring(dot));
    }
    return found;
  }
}
