package org.gatepost.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one host, or of one of its doors: for each attribute the value in effect.
 *
 * <p>The first that has a value wins: the door, the host's file, the server entry, globalConfig,
 * the default (design 2, decision 2). Every value is checked and parsed once, here; reading one is
 * a look into a hash table. Immutable, so a reload makes a new one.
 */
public final class EffectiveSettings {
  private record Resolved(List<String> texts, @Nullable Object value, Origin origin) {}

  private static final String FILE = "the attributes of the host's file";

  private final Map<String, Resolved> byName;

  private EffectiveSettings(Map<String, Resolved> byName) {
    this.byName = byName;
  }

  /** The defaults alone. */
  public static EffectiveSettings defaults() {
    try {
      return resolve(Map.of(), Map.of(), Map.of());
    } catch (ConfigurationException e) {
      throw new IllegalStateException("the table's own defaults are valid", e);
    }
  }

  /**
   * Finds the values in effect.
   *
   * @param file {@code attributes} of the host's file; an unknown name is an error
   * @param server the attributes of the server entry; what the table does not know is passed over
   * @param global the attributes of globalConfig; likewise
   * @throws ConfigurationException with every value that cannot be used
   */
  public static EffectiveSettings resolve(
      Map<String, List<String>> file,
      Map<String, List<String>> server,
      Map<String, List<String>> global)
      throws ConfigurationException {
    var problems = new ArrayList<String>();
    refuseUnknown(file, FILE, problems);
    for (var name : file.keySet()) {
      Attributes.named(name)
          .filter(attribute -> !attribute.hostWide())
          .ifPresent(attribute -> problems.add(misplaced(attribute, FILE)));
    }
    var values = new HashMap<String, Resolved>();
    var fromFile = anyCase(file);
    var fromServer = anyCase(server);
    var fromGlobal = anyCase(global);
    for (var attribute : Attributes.all()) {
      if (!attribute.hostWide()) {
        continue;
      }
      var name = attribute.name();
      var inFile = fromFile.get(name);
      var atServer = attribute.scopes().contains(Scope.SERVER) ? fromServer.get(name) : null;
      var inGlobal = attribute.scopes().contains(Scope.GLOBAL) ? fromGlobal.get(name) : null;
      try {
        if (inFile != null) {
          values.put(name, parsed(attribute, inFile, Origin.FILE, FILE));
        } else if (atServer != null && !atServer.isEmpty()) {
          values.put(name, parsed(attribute, atServer, Origin.SERVER, "the server entry"));
        } else if (inGlobal != null && !inGlobal.isEmpty()) {
          values.put(name, parsed(attribute, inGlobal, Origin.GLOBAL, "globalConfig"));
        } else {
          values.put(name, parsed(attribute, attribute.defaults(), Origin.DEFAULT, "the table"));
        }
      } catch (ConfigurationException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new EffectiveSettings(values);
  }

  /**
   * These settings with a door's own values over them.
   *
   * @throws ConfigurationException with every value that cannot be used, or not at a door
   */
  public EffectiveSettings forDoor(Map<String, List<String>> attributes)
      throws ConfigurationException {
    if (attributes.isEmpty()) {
      return this;
    }
    var place = "the attributes of a door";
    var problems = new ArrayList<String>();
    refuseUnknown(attributes, place, problems);
    var values = new HashMap<>(byName);
    for (var entry : attributes.entrySet()) {
      var attribute = Attributes.named(entry.getKey()).orElse(null);
      if (attribute == null) {
        continue;
      }
      try {
        if (!attribute.scopes().contains(Scope.DOOR)) {
          throw new ConfigurationException(misplaced(attribute, place));
        }
        values.put(attribute.name(), parsed(attribute, entry.getValue(), Origin.DOOR, place));
      } catch (ConfigurationException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new EffectiveSettings(values);
  }

  /**
   * The value in effect of an attribute that has a default or takes many values.
   *
   * @throws IllegalStateException if it can be without a value: ask {@link #optional} for those
   */
  public <T> T value(Attribute<T> attribute) {
    return optional(attribute)
        .orElseThrow(() -> new IllegalStateException(attribute.name() + " may be without a value"));
  }

  /** The value in effect, if there is one. */
  // Each value was parsed by the attribute whose name it stands under, so it is a T.
  @SuppressWarnings("unchecked")
  public <T> Optional<T> optional(Attribute<T> attribute) {
    return (Optional<T>) Optional.ofNullable(resolved(attribute).value());
  }

  /** The value in effect as it is written; nothing if there is none. */
  public List<String> texts(Attribute<?> attribute) {
    return resolved(attribute).texts();
  }

  /** The files that settings name. */
  public List<Path> files() {
    return byName.values().stream()
        .map(Resolved::value)
        .filter(Path.class::isInstance)
        .map(Path.class::cast)
        .toList();
  }

  /** Where the value in effect comes from. */
  public Origin origin(Attribute<?> attribute) {
    return resolved(attribute).origin();
  }

  /** Every setting of the host, by name. */
  public List<Setting> all() {
    var settings = new ArrayList<Setting>();
    for (var attribute : Attributes.all()) {
      var resolved = byName.get(attribute.name());
      if (resolved != null) {
        var shown =
            attribute.secret() && !resolved.texts().isEmpty()
                ? "********"
                : String.join(", ", resolved.texts());
        settings.add(new Setting(attribute.name(), shown, resolved.origin(), attribute.unit()));
      }
    }
    return settings;
  }

  private Resolved resolved(Attribute<?> attribute) {
    var resolved = byName.get(attribute.name());
    if (resolved == null) {
      throw new IllegalArgumentException(attribute.name() + " is not a setting of a host");
    }
    return resolved;
  }

  private static Resolved parsed(
      Attribute<?> attribute, List<String> texts, Origin origin, String place)
      throws ConfigurationException {
    if (texts.isEmpty()) {
      return new Resolved(texts, attribute.type().multi() ? List.of() : null, origin);
    }
    return new Resolved(List.copyOf(texts), attribute.parse(texts, place), origin);
  }

  private static void refuseUnknown(
      Map<String, List<String>> attributes, String place, List<String> problems) {
    for (var name : attributes.keySet()) {
      if (Attributes.named(name).isEmpty()) {
        problems.add("In " + place + ": " + Attributes.unknown(name));
      }
    }
  }

  private static String misplaced(Attribute<?> attribute, String place) {
    return attribute.name()
        + " cannot be set in "
        + place
        + "; it belongs to "
        + attribute.scopesInWords()
        + ".";
  }

  private static Map<String, List<String>> anyCase(Map<String, List<String>> attributes) {
    var result = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    result.putAll(attributes);
    return result;
  }
}
