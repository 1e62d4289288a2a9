package org.gatepost.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatepost.memcached.MemcachedServer;
import org.gatepost.route.lookup.AccountNames;

/**
 * An account whose entries are looked for, and what looking through the servers has found of it.
 * Confined to one thread.
 *
 * @param asked as somebody has named it
 * @param known whether the directory knows it
 * @param spellings its names as values of entries have them
 * @param found keys on the wire
 */
record Sought(
    String asked,
    AccountNames names,
    boolean known,
    Set<String> spellings,
    Map<MemcachedServer, List<String>> found) {

  static Sought of(String asked, Optional<AccountNames> names) {
    return new Sought(
        asked,
        names.orElseGet(() -> AccountNames.unknown(asked)),
        names.isPresent(),
        new LinkedHashSet<>(),
        new LinkedHashMap<>());
  }

  /** The bare names that mean it at some addresses. */
  List<String> bareNames() {
    // Of the name of nobody, the part before the at-sign may be somebody else.
    return known ? names.localParts() : names.names();
  }

  void foundAt(MemcachedServer server, String wireKey) {
    found.computeIfAbsent(server, ignored -> new ArrayList<>()).add(wireKey);
  }
}
