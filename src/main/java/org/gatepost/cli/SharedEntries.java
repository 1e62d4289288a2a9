package org.gatepost.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.gatepost.SharedCache;
import org.gatepost.memcached.Memcached;
import org.gatepost.memcached.MemcachedServer;
import org.gatepost.net.Transport;
import org.gatepost.route.Seal;
import org.gatepost.route.SharedKeys;
import org.gatepost.route.lookup.AccountKeys;
import org.gatepost.telemetry.Meter;
import org.gatepost.telemetry.Meters;

/**
 * What stands in memcached of accounts, on every server: the commands that show and delete it share
 * this. One account's entries are found by its names, by what this product has written down of
 * them, and by looking through all entries for values that name it. Confined to one thread.
 */
final class SharedEntries implements AutoCloseable {
  private final Transport transport;
  private final Meters meters = new Meters();
  private final Memcached memcached;
  private final Seal seal;
  private final List<MemcachedServer> servers;

  /**
   * A place for an entry on one server.
   *
   * @param shown the logical key, or the one on the wire where only that is known
   * @param certain whether it is worth a word even if nothing is there
   */
  record Key(MemcachedServer server, String shown, String wireKey, boolean certain) {
    CompletableFuture<Optional<String>> get() {
      return server.getByWireKey(wireKey);
    }

    CompletableFuture<Boolean> delete() {
      return server.deleteByWireKey(wireKey);
    }
  }

  SharedEntries(SharedCache cache) {
    this.transport = Transport.start(1);
    this.memcached = cache.connect(transport, meters);
    this.seal = cache.seal();
    // A server that is away is given up at once: it may come back, but then it has missed some.
    this.servers =
        memcached.servers().stream().filter(server -> server.whenTried().join()).toList();
  }

  /** The servers that could not be asked, or not all. */
  List<String> unreachable() {
    return memcached.servers().stream()
        .filter(server -> !servers.contains(server) || hasLeftQuestions(server))
        .map(MemcachedServer::name)
        .toList();
  }

  private boolean hasLeftQuestions(MemcachedServer server) {
    return !server.isUp()
        || meters.counter(Meter.MEMCACHED_OPERATIONS, server.name(), "unavailable").sum() > 0;
  }

  /** Looks through all entries for those of accounts; the servers that cannot name all theirs. */
  List<String> lookThrough(List<Sought> accounts, Progress progress) {
    Crawl crawl = new Crawl(accounts);
    return servers.stream()
        .filter(server -> !crawl.through(server, progress))
        .map(MemcachedServer::name)
        .toList();
  }

  /** Everything that may stand for an account: by its names first, then what had to be found. */
  List<Key> of(Sought account) {
    Map<String, Key> keys = new LinkedHashMap<>();
    List<String> named =
        account.known() ? AccountKeys.of(account.names()) : AccountKeys.ofName(account.asked());
    named.forEach(key -> put(keys, key, true));
    Set<String> likely = new LinkedHashSet<>(writtenDown(account));
    account.spellings().forEach(name -> likely.addAll(AccountKeys.ofName(name)));
    likely.addAll(AccountKeys.likely(account.asked()));
    if (account.known()) {
      likely.addAll(AccountKeys.likely(account.names()));
    }
    likely.forEach(key -> put(keys, key, false));

    List<Key> all = new ArrayList<>();
    keys.values().forEach(key -> all.addAll(everywhere(key)));
    account
        .found()
        .forEach((server, wireKeys) ->
            wireKeys.stream()
                .filter(wireKey -> !keys.containsKey(wireKey))
                .forEach(wireKey -> all.add(new Key(server, wireKey, wireKey, true))));
    return all;
  }

  /** Where it is written down which keys an account has. */
  List<Key> lists(Sought account) {
    Map<String, Key> keys = new LinkedHashMap<>();
    for (String name : account.names().fullNames()) {
      putOnWire(keys, SharedKeys.keysOf(name.toLowerCase(Locale.ROOT)), false);
    }
    return keys.values().stream().flatMap(key -> everywhere(key).stream()).toList();
  }

  /** The keys that this product's proxies have written down for the account. */
  private Set<String> writtenDown(Sought account) {
    List<CompletableFuture<Optional<String>>> lists =
        lists(account).stream().map(Key::get).toList();
    Set<String> keys = new LinkedHashSet<>();
    lists.forEach(list -> list.join().ifPresent(text -> text.lines().forEach(keys::add)));
    return keys;
  }

  /** Old proxies know nothing of seals, and may share the servers. */
  private void put(Map<String, Key> keys, String logicalKey, boolean certain) {
    putOnWire(keys, logicalKey, certain);
    putOnWire(keys, seal.key(logicalKey), certain);
  }

  private void putOnWire(Map<String, Key> keys, String logicalKey, boolean certain) {
    MemcachedServer any = memcached.servers().getFirst();
    any.wireKey(logicalKey)
        .ifPresent(
            wireKey -> keys.putIfAbsent(wireKey, new Key(any, logicalKey, wireKey, certain)));
  }

  private List<Key> everywhere(Key key) {
    return servers.stream()
        .map(server -> new Key(server, key.shown(), key.wireKey(), key.certain()))
        .toList();
  }

  @Override
  public void close() {
    memcached.close();
    transport.close();
  }
}
