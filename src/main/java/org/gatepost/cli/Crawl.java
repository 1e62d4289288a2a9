package org.gatepost.cli;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.gatepost.memcached.Listing;
import org.gatepost.memcached.MemcachedServer;
import org.gatepost.route.NameEscape;

/**
 * Looks through all entries of a server for those of some accounts, whoever wrote them: nothing
 * else leads to a hashed key with a client's address in it (spec mail 3.7). Holds one batch of
 * values at a time. Confined to one thread.
 */
final class Crawl {
  /** How many entries of a server are looked through. */
  private static final int MANY = 1_000_000;

  private static final int BATCH = 1_000;

  /** An alias, its name hidden; as is the key of a route, whose value tells nothing. */
  private static final Pattern HASHED = Pattern.compile("[0-9a-f]{64}");

  private static final Pattern ALIAS = Pattern.compile("(signed:)?alias:user=.*");
  private static final Pattern ROUTE =
      Pattern.compile("(?:signed:)?(?:route:proto=[a-z0-9]+;|throttle:)user=([^;]+)");

  private final Map<String, List<Sought>> byName = new HashMap<>();
  private final Map<String, List<Sought>> byBareName = new HashMap<>();

  Crawl(List<Sought> accounts) {
    for (Sought account : accounts) {
      account.names().fullNames().forEach(name -> put(byName, name, account));
      account.bareNames().forEach(name -> put(byBareName, name, account));
    }
  }

  private static void put(Map<String, List<Sought>> map, String name, Sought account) {
    List<Sought> same = map.computeIfAbsent(lowerCase(name), ignored -> new ArrayList<>());
    if (!same.contains(account)) {
      same.add(account);
    }
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Tells the accounts what is theirs; whether all entries have been seen. */
  boolean through(MemcachedServer server, Progress progress) {
    Listing listing = server.wireKeys(MANY).join();
    Map<String, CompletableFuture<Optional<String>>> asked = new LinkedHashMap<>();
    int seen = 0;
    for (String wireKey : listing.keys()) {
      seen++;
      if (HASHED.matcher(wireKey).matches() || ALIAS.matcher(wireKey).matches()) {
        asked.put(wireKey, server.getByWireKey(wireKey));
      } else {
        byKey(wireKey).forEach(account -> account.foundAt(server, wireKey));
      }
      if (asked.size() == BATCH) {
        take(asked, server);
        progress.at(server.name(), seen, listing.keys().size());
      }
    }
    take(asked, server);
    progress.end();
    return listing.complete();
  }

  private void take(
      Map<String, CompletableFuture<Optional<String>>> asked, MemcachedServer server) {
    asked.forEach(
        (wireKey, value) -> value.join().ifPresent(text -> byValue(wireKey, text, server)));
    asked.clear();
  }

  /** The names in aliases, in whatever letter case, lead to further routes. */
  private void byValue(String wireKey, String value, MemcachedServer server) {
    // What is behind the name of a signed alias is its end and its signature.
    String escaped = value.indexOf(' ') < 0 ? value : value.substring(0, value.indexOf(' '));
    String name = NameEscape.unescape(escaped).orElse(escaped);
    for (Sought account : byName.getOrDefault(lowerCase(name), List.of())) {
      account.foundAt(server, wireKey);
      account.spellings().add(name);
    }
  }

  /** Whose route or counter a key in clear is: a name's, or a bare one's at a client's address. */
  private List<Sought> byKey(String wireKey) {
    var matcher = ROUTE.matcher(wireKey);
    if (!matcher.matches()) {
      return List.of();
    }
    String name = lowerCase(NameEscape.unescape(matcher.group(1)).orElse(matcher.group(1)));
    int at = name.lastIndexOf('@');
    boolean atAddress = at > 0 && isAddress(name.substring(at + 1));
    String bare = atAddress ? name.substring(0, at) : name;
    List<Sought> all = new ArrayList<>(byName.getOrDefault(name, List.of()));
    byBareName.getOrDefault(bare, List.of()).stream()
        .filter(account -> !all.contains(account))
        .forEach(all::add);
    return all;
  }

  private static boolean isAddress(String text) {
    try {
      return InetAddress.ofLiteral(text) != null;
    } catch (IllegalArgumentException name) {
      return false;
    }
  }
}
