package org.gatepost.prov;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gatepost.directory.Entry;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.Attributes;

/** What an entry has: its own values, and those that it inherits. */
final class Values {
  static final String PASSWORD = "userPassword";

  private Values() {}

  /**
   * All of them by name, in the order of the names.
   *
   * @param global whose values hold where the entry has none; the defaults hold behind it
   */
  static Map<String, List<String>> of(Kind kind, Entry entry, Optional<Entry> global) {
    var values = own(entry);
    for (var attribute : Attributes.all()) {
      if (kind.inherits(attribute) && entry.all(attribute.name()).isEmpty()) {
        var inherited = entry.inherited(attribute.name(), global);
        if (!inherited.isEmpty()) {
          values.put(attribute.name(), inherited);
        }
      }
    }
    return values;
  }

  /** Those alone that stand in the entry itself. */
  static Map<String, List<String>> own(Entry entry) {
    return new TreeMap<>(entry.attributes());
  }

  /** The first value, the entry's own or inherited; empty if there is none. */
  static String first(Entry entry, String name, Optional<Entry> global) {
    return entry.inherited(name, global).stream().findFirst().orElse("");
  }

  static boolean isTrue(Entry entry, String name, Optional<Entry> global) {
    return first(entry, name, global).equalsIgnoreCase("TRUE");
  }

  /** Whether an attribute must not be shown to those who have not asked for it. */
  static boolean isSecret(String name) {
    return name.equalsIgnoreCase(PASSWORD)
        || Attributes.named(name).filter(Attribute::secret).isPresent();
  }

  /** Whether one of them is equal but for letter case, as LDAP compares. */
  static boolean contains(List<String> values, String value) {
    return values.stream().anyMatch(value::equalsIgnoreCase);
  }

  /** The values without some others. */
  static List<String> without(List<String> values, List<String> others) {
    var rest = new ArrayList<>(values);
    rest.removeIf(value -> contains(others, value));
    return rest;
  }
}
