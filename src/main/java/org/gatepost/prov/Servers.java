package org.gatepost.prov;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;
import org.gatepost.directory.FilterTemplate;
import org.gatepost.settings.EntryAttributes;

/** The server entries. */
final class Servers {
  static final String MAILBOX = "mailbox";
  static final String PROXY = "proxy";
  static final String MEMCACHED = "memcached";

  private static final FilterTemplate BY_ID =
      FilterTemplate.parse("(&(zimbraId=${ID})(objectClass=zimbraServer))", Set.of("ID"));
  private static final FilterTemplate BY_HOSTNAME =
      FilterTemplate.parse(
          "(&(zimbraServiceHostname=${HOST})(objectClass=zimbraServer))", Set.of("HOST"));
  private static final FilterTemplate ALL =
      FilterTemplate.parse("(objectClass=zimbraServer)", Set.of());
  private static final FilterTemplate ACCOUNTS =
      FilterTemplate.parse(
          "(&(zimbraMailHost=${HOST})(objectClass=zimbraAccount))", Set.of("HOST"));

  private final Directory directory;

  Servers(Directory directory) {
    this.directory = directory;
  }

  static String name(Entry server) {
    return server.first("cn").orElse(server.dn());
  }

  static String host(Entry server) {
    return server.first(EntryAttributes.SERVICE_HOSTNAME.name()).orElseGet(() -> name(server));
  }

  static boolean runs(Entry server, String service) {
    return Values.contains(server.all(EntryAttributes.SERVICE_ENABLED.name()), service);
  }

  /** The server of that name or id. */
  Entry named(String name) throws ServiceError, DirectoryException {
    var found = directory.server(name);
    if (found.isEmpty()) {
      found = directory.searchOne(Directory.SERVERS_DN, BY_ID, Map.of("ID", name));
    }
    return found.orElseThrow(() -> ServiceError.noSuch(Kind.SERVER, name));
  }

  Optional<Entry> withHostname(String host) throws DirectoryException {
    return directory.searchOne(Directory.SERVERS_DN, BY_HOSTNAME, Map.of("HOST", host));
  }

  /** All of them, by name. */
  List<Entry> all() throws DirectoryException {
    return directory.listing(Directory.SERVERS_DN, ALL, Map.of()).stream()
        .sorted(Comparator.comparing(Servers::name))
        .toList();
  }

  /** Those that have a service enabled. */
  List<Entry> running(String service) throws DirectoryException {
    return all().stream().filter(server -> runs(server, service)).toList();
  }

  /** Creates one; its id. */
  String create(String given, Edits edits) throws ServiceError, DirectoryException {
    var name = given.toLowerCase(Locale.ROOT);
    var initial = new LinkedHashMap<String, List<String>>();
    initial.put("objectClass", List.of("zimbraServer"));
    initial.put("cn", List.of(name));
    initial.put("zimbraId", List.of(UUID.randomUUID().toString()));
    initial.put(EntryAttributes.SERVICE_HOSTNAME.name(), List.of(name));
    var attributes = edits.over(initial);
    try {
      directory.add(Directory.dnBelow(Directory.SERVERS_DN, "cn", name), attributes);
    } catch (DirectoryException e) {
      if (e.kind() == DirectoryException.Kind.EXISTS) {
        throw ServiceError.exists(Kind.SERVER, name);
      }
      throw e;
    }
    return attributes.getOrDefault("zimbraId", List.of("")).getFirst();
  }

  void delete(Entry server) throws ServiceError, DirectoryException {
    int count =
        directory.listing("", ACCOUNTS, Map.of("HOST", host(server)), "zimbraMailHost").size();
    if (count > 0) {
      throw ServiceError.invalidRequest("There are %d account(s) on this server.".formatted(count));
    }
    directory.delete(server.dn());
  }
}
