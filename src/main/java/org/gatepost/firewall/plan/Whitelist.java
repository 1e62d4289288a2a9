package org.gatepost.firewall.plan;

import java.util.List;
import org.gatepost.firewall.system.Host;

/**
 * Everything that may come in to one host; all else is dropped.
 *
 * @param host the host
 * @param permits SSH first, then by port; no two of the same transport, port and source
 * @param warnings what an administrator should know before he applies it, a sentence each
 */
public record Whitelist(Host host, List<Permit> permits, List<String> warnings) {
  public Whitelist {
    permits = List.copyOf(permits);
    warnings = List.copyOf(warnings);
  }
}
