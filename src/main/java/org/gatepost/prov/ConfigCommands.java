package org.gatepost.prov;

import java.util.Optional;
import org.gatepost.directory.Directory;
import org.gatepost.directory.DirectoryException;
import org.gatepost.directory.Entry;

/** What is done to the settings that hold everywhere. */
final class ConfigCommands {
  private ConfigCommands() {}

  static void get(Call call) throws ServiceError, UsageError, DirectoryException {
    show(call, Filters.of(call.rest()));
  }

  static void getAll(Call call) throws ServiceError, DirectoryException {
    show(call, Filters.of(call.rest()));
  }

  private static void show(Call call, Filters filters) throws ServiceError, DirectoryException {
    boolean warned = false;
    for (var name : filters.values().keySet()) {
      warned |= Pairs.warnOfDeprecated(call, name);
    }
    if (warned) {
      call.say("");
    }
    var values = Values.of(Kind.CONFIG, config(call), Optional.empty());
    call.dump().attributes(values, filters);
    call.dump().adviseAbout(Kind.CONFIG, filters, values);
  }

  static void modify(Call call) throws ServiceError, UsageError, DirectoryException {
    var edits = Pairs.ofChange(call, Kind.CONFIG);
    Modification.apply(call, Kind.CONFIG, config(call), edits);
  }

  private static Entry config(Call call) throws ServiceError, DirectoryException {
    return call.directory()
        .globalConfig()
        .orElseThrow(
            () -> ServiceError.failure("the directory has no entry " + Directory.CONFIG_DN));
  }
}
