package org.gatepost.prov;

import org.gatepost.directory.DirectoryException;
import org.gatepost.settings.EntryAttributes;

/** The server that holds an account's mail. */
final class MailHost {
  private static final String NAME = EntryAttributes.MAIL_HOST.name();

  private MailHost() {}

  /** Refuses a name that no server has. */
  static void check(Call call, Edits edits) throws ServiceError, DirectoryException {
    for (var host : edits.added(NAME)) {
      if (call.servers().withHostname(host).isEmpty()) {
        throw ServiceError.invalidRequest(
            "specified zimbraMailHost does not correspond to a valid service hostname: " + host);
      }
    }
  }

  /** Gives a new account the only mailbox server there is, if none was named. */
  static void choose(Call call, String account, Edits edits)
      throws ServiceError, DirectoryException {
    check(call, edits);
    if (edits.changes(NAME)) {
      return;
    }
    var servers = call.servers().running(Servers.MAILBOX);
    if (servers.size() == 1) {
      edits.put(Edits.Sign.REPLACE, NAME, Servers.host(servers.getFirst()));
      return;
    }
    call.advise(
        "%s has no mailbox server yet, there %s; to choose: zmprov ma %s %s NAME"
            .formatted(
                account, servers.isEmpty() ? "is none" : "are " + servers.size(), account, NAME));
  }
}
