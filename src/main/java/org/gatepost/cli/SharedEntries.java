package org.gatepost.cli;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.gatepost.SharedCache;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.memcached.Memcached;
import org.gatepost.memcached.MemcachedServer;
import org.gatepost.net.Transport;
import org.gatepost.route.Seal;
import org.gatepost.route.SharedKeys;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.route.lookup.AccountKeys;
import org.gatepost.route.lookup.AccountNames;
import org.gatepost.telemetry.Meters;

/**
 * What stands in memcached of accounts, on every server: the commands that show and delete it share
 * this. One account's entries are found by its names, by what this product has written down of
 * them, and by looking through all entries for values that name it. Confined to one thread.
 */
final class SharedEntries implements AutoCloseable {
  /** How many entries of a server are looked through. */
  private static final int MANY = 1_000_000;

  private final Directory directory;
  private final Transport transport;
  private final Memcached memcached;
  private final Seal seal;
  private final Map<MemcachedServer, Map<String, String>> contents = new LinkedHashMap<>();

  /**
   * An entry of one server.
   *
   * @param key the logical key, or the one on the wire where only that is known
   * @param logical whether it is the logical one
   */
  record Key(MemcachedServer server, String key, boolean logical) {
    CompletableFuture<Optional<String>> get() {
      return logical ? server.get(key) : server.getByWireKey(key);
    }

    CompletableFuture<Boolean> delete() {
      return logical ? server.delete(key) : server.deleteByWireKey(key);
    }
  }

  SharedEntries(Directory directory, SharedCache cache) {
    this.directory = directory;
    this.transport = Transport.start(1);
    this.memcached = cache.connect(transport, new Meters());
    this.seal = cache.seal();
    memcached.servers().forEach(server -> server.whenTried().join());
  }

  /** The servers that cannot be asked. */
  List<String> unreachable() {
    return memcached.servers().stream()
        .filter(server -> !server.isUp())
        .map(MemcachedServer::name)
        .toList();
  }

  Optional<AccountNames> names(String account) throws DirectoryException {
    return AccountNames.find(directory, account);
  }

  /** Everything that may stand for an account that the directory does not know. */
  List<Key> ofUnknown(String account) {
    return everywhere(AccountKeys.ofUnknown(account));
  }

  /** Everything that may stand for an account: by its names first, then what had to be found. */
  List<Key> of(AccountNames account) {
    Set<String> logical = new LinkedHashSet<>(AccountKeys.of(account));
    logical.addAll(writtenDown(account));
    Map<MemcachedServer, List<String>> found = new LinkedHashMap<>();
    for (MemcachedServer server : memcached.servers()) {
      found.put(server, naming(server, account, logical));
    }
    List<Key> all = everywhere(List.copyOf(logical));
    found.forEach(
        (server, wireKeys) -> wireKeys.forEach(key -> all.add(new Key(server, key, false))));
    return all;
  }

  private List<Key> everywhere(List<String> logicalKeys) {
    List<Key> all = new ArrayList<>();
    for (String key : logicalKeys) {
      String sealed = seal.key(key);
      memcached.servers().forEach(server -> all.add(new Key(server, sealed, true)));
    }
    return all;
  }

  /** The keys that this product's proxies have written down for the account. */
  private Set<String> writtenDown(AccountNames account) {
    Set<String> keys = new LinkedHashSet<>();
    for (String name : account.names()) {
      String list = SharedKeys.keysOf(name.toLowerCase(Locale.ROOT));
      for (MemcachedServer server : memcached.servers()) {
        server.get(list).join().ifPresent(text -> text.lines().forEach(keys::add));
      }
    }
    return keys;
  }

  /**
   * The keys on the wire of one server's aliases for the account, whoever wrote them. The names in
   * them, in whatever letter case, lead to further routes.
   */
  private List<String> naming(
      MemcachedServer server, AccountNames account, Set<String> logicalKeys) {
    Set<String> names = lowerCase(account.fullNames());
    Set<String> locals = lowerCase(account.localParts());
    List<String> wireKeys = new ArrayList<>();
    contents
        .computeIfAbsent(server, SharedEntries::contents)
        .forEach((wireKey, value) -> {
          String named = value.indexOf(' ') < 0 ? value : value.substring(0, value.indexOf(' '));
          if (names.contains(named.toLowerCase(Locale.ROOT))) {
            wireKeys.add(wireKey);
            Stream.of(UpstreamProtocol.values())
                .map(protocol -> SharedKeys.route(protocol, named))
                .forEach(logicalKeys::add);
          } else if (isOf(wireKey, names, locals)) {
            wireKeys.add(wireKey);
          }
        });
    return wireKeys;
  }

  private static Set<String> lowerCase(List<String> names) {
    Set<String> lower = new LinkedHashSet<>();
    names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
    return lower;
  }

  /** Whether a key in clear is of one of these names, or of a bare one at a client's address. */
  private static boolean isOf(String wireKey, Set<String> names, Set<String> locals) {
    int user = wireKey.indexOf("user=");
    if (user < 0) {
      return false;
    }
    int end = wireKey.indexOf(';', user);
    String name =
        wireKey.substring(user + 5, end < 0 ? wireKey.length() : end).toLowerCase(Locale.ROOT);
    int at = name.lastIndexOf('@');
    return names.contains(name)
        || locals.contains(name)
        || (at > 0 && locals.contains(name.substring(0, at)) && isAddress(name.substring(at + 1)));
  }

  private static boolean isAddress(String text) {
    try {
      return InetAddress.ofLiteral(text) != null;
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  private static Map<String, String> contents(MemcachedServer server) {
    List<String> keys = server.wireKeys(MANY).join();
    Map<String, CompletableFuture<Optional<String>>> asked = new LinkedHashMap<>();
    Map<String, String> contents = new LinkedHashMap<>();
    for (String key : keys) {
      asked.put(key, server.getByWireKey(key));
      if (asked.size() == 1_000) {
        take(asked, contents);
      }
    }
    take(asked, contents);
    return contents;
  }

  private static void take(
      Map<String, CompletableFuture<Optional<String>>> asked, Map<String, String> contents) {
    asked.forEach((key, value) -> value.join().ifPresent(text -> contents.put(key, text)));
    asked.clear();
  }

  @Override
  public void close() {
    memcached.close();
    transport.close();
  }
}
