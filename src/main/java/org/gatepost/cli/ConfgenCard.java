package org.gatepost.cli;

import java.io.PrintWriter;
import java.util.List;
import org.gatepost.settings.Attribute;

/** What {@code zmproxyconfgen -d} and {@code -D} print of a setting: spec http 5.7. */
final class ConfgenCard {
  private ConfgenCard() {}

  /** What can be said without a directory. */
  static void definition(Attribute<?> attribute, PrintWriter out) {
    field(out, "NGINX Keyword", NginxKeywords.of(attribute.name()).orElse("(none)"));
    field(out, "Description", (attribute.sentence() + " " + attribute.effect().sentence()).strip());
    field(out, "Value Type", attribute.type().word());
    field(out, "Controlling Attribute", attribute.name());
    field(out, "Default Value", joined(attribute.defaults()));
  }

  /** The whole card. */
  static void withValue(Attribute<?> attribute, List<String> texts, PrintWriter out) {
    definition(attribute, out);
    field(out, "Current Value", attribute.secret() ? "(not shown)" : joined(texts));
    field(out, "Config Text", texts.isEmpty() ? "" : YamlText.line(attribute, texts));
  }

  private static void field(PrintWriter out, String name, String value) {
    out.printf("%-23s%s%n", name + ":", value.isEmpty() ? "(none)" : oneLine(value));
  }

  private static String joined(List<String> texts) {
    return String.join(", ", texts);
  }

  private static String oneLine(String text) {
    return text.lines().findFirst().orElse("") + (text.lines().count() > 1 ? " ..." : "");
  }
}
