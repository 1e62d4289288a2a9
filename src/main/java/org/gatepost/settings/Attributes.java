package org.gatepost.settings;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The one table of everything that can be set, put together from its areas, each of which is a
 * class of constants. Each constant there is a line of the table; to add one is to add a setting.
 */
public final class Attributes {
  private static final List<Area> AREAS =
      List.of(
          area("Mail: doors, dialogues, sessions", MailAttributes.class),
          area("Finding the mailbox server of a login", RouteAttributes.class),
          area("Limits over time", ThrottleAttributes.class),
          area("Web: doors", WebAttributes.class),
          area("Web: upstream servers", UpstreamAttributes.class),
          area("Web: chat in the browser", BoshAttributes.class),
          area("TLS", TlsAttributes.class),
          area("Process, log and commands", ProcessAttributes.class),
          area("Entries of servers, domains and accounts", EntryAttributes.class),
          area("Mailbox servers and others", MailboxAttributes.class),
          area("Gatepost's own", OwnAttributes.class),
          area("Gatepost's own for the web", OwnWebAttributes.class));

  private static final List<Attribute<?>> ALL =
      AREAS.stream()
          .flatMap(area -> area.attributes().stream())
          .<Attribute<?>>map(attribute -> attribute)
          .sorted(Comparator.comparing(Attribute::name))
          .toList();

  // LDAP attribute names know no case.
  private static final Map<String, Attribute<?>> BY_NAME =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  static {
    ALL.forEach(attribute -> BY_NAME.put(attribute.name(), attribute));
  }

  private Attributes() {}

  /**
   * Attributes that belong together.
   *
   * @param attributes in the order in which they are declared
   */
  public record Area(String title, List<Attribute<?>> attributes) {}

  /** The table by areas. */
  public static List<Area> areas() {
    return AREAS;
  }

  /** Every attribute, by name. */
  public static List<Attribute<?>> all() {
    return ALL;
  }

  /** The attributes that may be set in one kind of place, by name. */
  public static List<Attribute<?>> allowedAt(Scope scope) {
    return ALL.stream().filter(attribute -> attribute.scopes().contains(scope)).toList();
  }

  /** The attribute of that name, in any case. */
  public static Optional<Attribute<?>> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** What to say about a name that is not in the table. */
  public static String unknown(String name) {
    var names = ALL.stream().map(Attribute::name).toList();
    return "unknown attribute "
        + Printable.text(name)
        + ClosestWord.to(name, names).map(word -> ", did you mean " + word + "?").orElse(".");
  }

  // Reading the constants spares a second list, from which one could be missing.
  private static Area area(String title, Class<?> constants) {
    var attributes = new ArrayList<Attribute<?>>();
    for (var field : constants.getFields()) {
      if (field.getType() == Attribute.class && Modifier.isStatic(field.getModifiers())) {
        try {
          attributes.add((Attribute<?>) field.get(null));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("the constants of the table are public", e);
        }
      }
    }
    return new Area(title, List.copyOf(attributes));
  }
}
