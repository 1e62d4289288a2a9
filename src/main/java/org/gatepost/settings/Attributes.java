package org.gatepost.settings;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The one table of everything that can be set, put together from its areas: {@link MailAttributes},
 * {@link RouteAttributes}, {@link ThrottleAttributes}, {@link EntryAttributes} and {@link
 * OwnAttributes}. Each constant there is a line of the table; to add one is to add a setting.
 */
public final class Attributes {
  private static final List<Class<?>> AREAS =
      List.of(
          MailAttributes.class,
          RouteAttributes.class,
          ThrottleAttributes.class,
          EntryAttributes.class,
          OwnAttributes.class);

  private static final List<Attribute<?>> ALL = collect();

  // LDAP attribute names know no case.
  private static final Map<String, Attribute<?>> BY_NAME =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  static {
    ALL.forEach(attribute -> BY_NAME.put(attribute.name(), attribute));
  }

  private Attributes() {}

  /** Every attribute, by name. */
  public static List<Attribute<?>> all() {
    return ALL;
  }

  /** The attribute of that name, in any case. */
  public static Optional<Attribute<?>> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** What to say about a name that is not in the table. */
  static String unknown(String name) {
    var names = ALL.stream().map(Attribute::name).toList();
    return "unknown attribute "
        + Printable.text(name)
        + ClosestWord.to(name, names).map(word -> ", did you mean " + word + "?").orElse(".");
  }

  // Reading the constants spares a second list, from which one could be missing.
  private static List<Attribute<?>> collect() {
    var all = new ArrayList<Attribute<?>>();
    for (var area : AREAS) {
      for (var field : area.getFields()) {
        if (field.getType() == Attribute.class && Modifier.isStatic(field.getModifiers())) {
          try {
            all.add((Attribute<?>) field.get(null));
          } catch (IllegalAccessException e) {
            throw new IllegalStateException("the constants of the table are public", e);
          }
        }
      }
    }
    all.sort(Comparator.comparing(Attribute::name));
    return List.copyOf(all);
  }
}
