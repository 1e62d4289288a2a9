package org.gatepost.prov;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;

/** Commands about nothing in the directory. */
final class MiscCommands {
  static final String CACHE_TYPES =
      "acl|locale|skin|uistrings|license|all|account|config|globalgrant|cos|domain|galgroup|group|"
          + "mime|server|alwaysOnCluster|zimlet";

  private MiscCommands() {}

  static void flushCache(Call call) throws ServiceError, UsageError {
    boolean allServers = call.option("-a");
    var types = List.of(call.word().split(","));
    try {
      call.terms().caches().flush(types, call.rest(), allServers);
    } catch (IOException e) {
      throw ServiceError.failure("system failure: " + e.getMessage());
    }
  }

  @SuppressWarnings("DoNotCallSuggester") // one of the actions of the table
  static void authTokenInfo(Call call) throws ServiceError {
    throw ServiceError.failure(
        "auth tokens belong to the mailbox servers, which alone can read them");
  }

  /** What mailbox servers would do with memcached; the proxies do not depend on it. */
  static void memcachedClients(Call call) throws ServiceError, UsageError, DirectoryException {
    var global = call.directory().globalConfig();
    for (var server : mailboxServers(call)) {
      var list = server.inherited("zimbraMemcachedClientServerList", global);
      call.say(
          "%s => %s"
              .formatted(
                  Servers.name(server),
                  list.isEmpty()
                      ? "none"
                      : "serverList=[%s], hashAlgo=%s, binaryProto=%s, expiry=%ss, timeout=%sms"
                          .formatted(
                              String.join(", ", list),
                              Values.first(server, "zimbraMemcachedClientHashAlgorithm", global),
                              Values.isTrue(
                                  server, "zimbraMemcachedClientBinaryProtocolEnabled", global),
                              Values.first(server, "zimbraMemcachedClientExpirySeconds", global),
                              Values.first(server, "zimbraMemcachedClientTimeoutMillis", global))));
    }
  }

  static void reloadMemcachedClients(Call call)
      throws ServiceError, UsageError, DirectoryException {
    mailboxServers(call);
    call.advise(
        "Nothing had to be reloaded: proxies follow the directory by themselves, and the memcached"
            + " clients of mailbox servers are out of reach here.");
  }

  private static List<Entry> mailboxServers(Call call)
      throws ServiceError, UsageError, DirectoryException {
    var names = call.rest();
    if (names.contains("all")) {
      return call.servers().running(Servers.MAILBOX);
    }
    var servers = new ArrayList<Entry>();
    for (var name : names) {
      servers.add(call.servers().named(name));
    }
    return servers;
  }

  static void help(Call call) {
    Help.about(call.optionalWord(), call.out());
  }
}
