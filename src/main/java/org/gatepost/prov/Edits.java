package org.gatepost.prov;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatepost.directory.Change;
import org.gatepost.directory.Entry;

/**
 * What is to become of the attributes of one entry, by attribute: all values replaced, or some
 * added and some removed, never both (spec http 5.4).
 */
final class Edits {
  private static final class Edit {
    boolean replaces;
    final List<String> added = new ArrayList<>();
    final List<String> removed = new ArrayList<>();
  }

  private final Map<String, Edit> byName = new LinkedHashMap<>();

  /** Takes one more pair in. */
  void put(Sign sign, String name, String value) throws ServiceError {
    boolean replaces = sign == Sign.REPLACE;
    var edit = byName.get(name);
    if (edit == null) {
      edit = new Edit();
      edit.replaces = replaces;
      byName.put(name, edit);
    } else if (edit.replaces != replaces) {
      throw ServiceError.invalidRequest("can't mix +attrName/-attrName with attrName");
    }
    if (!value.isEmpty()) {
      (sign == Sign.REMOVE ? edit.removed : edit.added).add(value);
    }
  }

  /** Whether a value replaces, adds, or removes. */
  enum Sign {
    REPLACE,
    ADD,
    REMOVE
  }

  boolean changes(String name) {
    return byName.containsKey(name);
  }

  /** The attributes, spelt as the table has them. */
  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** The values that come. */
  List<String> added(String name) {
    var edit = byName.get(name);
    return edit == null ? List.of() : edit.added;
  }

  /** Whether a single value takes the place of whatever there is. */
  boolean replacesByOne(String name) {
    var edit = byName.get(name);
    return edit != null && edit.replaces && edit.added.size() == 1;
  }

  /** What an attribute will hold. */
  List<String> after(Entry entry, String name) {
    var edit = byName.get(name);
    if (edit == null) {
      return entry.all(name);
    }
    if (edit.replaces) {
      return edit.added;
    }
    var kept = new ArrayList<>(Values.without(entry.all(name), edit.removed));
    edit.added.stream().filter(value -> !Values.contains(kept, value)).forEach(kept::add);
    return kept;
  }

  /** For the directory. */
  List<Change> asChanges() {
    var changes = new ArrayList<Change>();
    byName.forEach((name, edit) -> {
      if (edit.replaces) {
        changes.add(new Change.Replace(name, edit.added));
        return;
      }
      if (!edit.removed.isEmpty()) {
        changes.add(new Change.Remove(name, edit.removed));
      }
      if (!edit.added.isEmpty()) {
        changes.add(new Change.Add(name, edit.added));
      }
    });
    return changes;
  }

  /** For an entry that is not there yet; what is given here counts more. */
  Map<String, List<String>> over(Map<String, List<String>> initial) {
    var values = new LinkedHashMap<>(initial);
    byName.forEach((name, edit) -> {
      values.keySet().removeIf(name::equalsIgnoreCase);
      if (!edit.added.isEmpty()) {
        values.put(name, edit.added);
      }
    });
    return values;
  }
}
