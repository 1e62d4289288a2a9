package org.gatepost.prov;

import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;

/** The one way in which entries are changed: checked as a whole, then written at once. */
final class Modification {
  private Modification() {}

  static void apply(Call call, Kind kind, Entry entry, Edits edits)
      throws ServiceError, DirectoryException {
    Pairs.requireRoom(entry, edits);
    switch (kind) {
      case CONFIG -> new PortConflicts(call.directory()).checkConfig(entry, edits);
      case SERVER -> new PortConflicts(call.directory()).checkServer(entry, edits);
      case ACCOUNT -> MailHost.check(call, edits);
      case DOMAIN -> {
        // Nothing of a domain depends on anything else.
      }
    }
    var changes = edits.asChanges();
    if (!changes.isEmpty()) {
      call.directory().modify(entry.dn(), changes);
    }
  }
}
