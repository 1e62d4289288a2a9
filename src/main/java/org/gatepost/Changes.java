package org.gatepost;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatepost.settings.HostFile;
import org.gatepost.settings.Setting;

/** What differs between two states of the settings, in words. */
final class Changes {
  private Changes() {}

  static List<String> between(Generation before, Generation after) {
    List<String> changes = new ArrayList<>(ofFiles(before.file(), after.file()));
    Map<String, String> old = new HashMap<>();
    before.settings().all().forEach(setting -> old.put(setting.name(), setting.value()));
    for (Setting setting : after.settings().all()) {
      String was = old.getOrDefault(setting.name(), "");
      if (!was.equals(setting.value())) {
        changes.add("%s: %s -> %s".formatted(setting.name(), shown(was), shown(setting.value())));
      }
    }
    return changes;
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(unset)" : value;
  }

  private static List<String> ofFiles(HostFile before, HostFile after) {
    List<String> changes = new ArrayList<>();
    compare("server", before.server(), after.server(), changes);
    compare("listen", before.listen(), after.listen(), changes);
    compare("roles", before.roles(), after.roles(), changes);
    compare("doors", before.doors(), after.doors(), changes);
    compare("routes", before.routes(), after.routes(), changes);
    compare("tls", before.tls(), after.tls(), changes);
    return changes;
  }

  private static void compare(String key, Object before, Object after, List<String> changes) {
    if (!before.equals(after)) {
      changes.add(key + " of the host's file");
    }
  }
}
