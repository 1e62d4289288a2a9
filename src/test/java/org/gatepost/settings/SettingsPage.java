package org.gatepost.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes {@code docs/settings.md} anew; run it after a change of the table of attributes. */
final class SettingsPage {
  static final Path FILE = Path.of("docs/settings.md");

  private static final String HEAD =
      """
      # Settings

      Every attribute that Gatepost knows, those of the original and its own. Made from the table of
      attributes; do not edit.

      A value counts where it is found first: the door, `attributes` of the host's file, the server
      entry, globalConfig, the default. Directory entries are changed by `zmprov`: `zmprov mcf NAME
      VALUE` for globalConfig, `zmprov ms SERVER NAME VALUE` for a server, `md` for a domain, `ma` for
      an account. `gatepost config show` tells what is in effect and where it comes from.

      * A duration is digits and `ms`, `s`, `m`, `h` or `d`; without a unit it counts the unit in the
        table.
      * *several*: an entry may hold any number of values.
      * `*` behind a name: this version does not act on it yet. The value is checked all the same.
      * `~` behind a name: Gatepost accepts it and does not need it; the reason stands there.
      """;

  private SettingsPage() {}

  /** Writes the file, from the root of the source tree. */
  static void main() throws IOException {
    Files.writeString(FILE, text());
  }

  static String text() {
    var page = new StringBuilder(HEAD);
    for (var area : Attributes.areas()) {
      page.append("\n## ").append(area.title()).append("\n\n");
      page.append("| attribute | where | type | default | unit | |\n");
      page.append("| --- | --- | --- | --- | --- | --- |\n");
      area.attributes().forEach(attribute -> page.append(row(attribute)));
    }
    return page.toString();
  }

  private static String row(Attribute<?> attribute) {
    var cells =
        List.of(
            code(attribute.name()) + attribute.effect().mark().replace("*", "\\*"),
            attribute.scopes().stream()
                .sorted()
                .map(SettingsPage::where)
                .collect(Collectors.joining(", ")),
            type(attribute.type()),
            attribute.defaults().stream().map(SettingsPage::code).collect(Collectors.joining(" ")),
            attribute.unit(),
            sentences(attribute));
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String where(Scope scope) {
    return switch (scope) {
      case HOST -> "host's file";
      case DOOR -> "door";
      default -> scope.entryType().orElseThrow();
    };
  }

  private static String type(AttributeType<?> type) {
    return switch (type) {
      case AttributeType.OneOf<?> one ->
          one.words().stream().map(SettingsPage::code).collect(Collectors.joining(", "));
      case AttributeType.Port port -> port.word();
      case AttributeType.Numeric<?> number ->
          number.word()
              + (number.max() < Integer.MAX_VALUE
                  ? ", %d to %d".formatted(number.min(), number.max())
                  : number.min() == 0 ? "" : ", from " + number.min());
      case AttributeType.AddressRange _ -> "address or range";
      case AttributeType.FileName _ -> "file";
      case AttributeType.Text _ -> "text";
      case AttributeType.Many<?>(var each) -> type(each) + "; *several*";
      default -> type.word();
    };
  }

  private static String sentences(Attribute<?> attribute) {
    var sentences = new ArrayList<>(List.of(escaped(attribute.sentence())));
    attribute
        .deprecatedSince()
        .ifPresent(version -> sentences.add("Deprecated in the original since " + version + "."));
    if (attribute.effect() instanceof Effect.NotNeeded(var reason)) {
      sentences.add("Not needed: " + reason + ".");
    }
    if (attribute.newListeners() && !(attribute.effect() instanceof Effect.NotNeeded)) {
      sentences.add("A change opens the door anew.");
    }
    return String.join(" ", sentences);
  }

  // A sentence may speak of ${USER}.
  private static String escaped(String text) {
    return text.replace("|", "\\|").replaceAll("\\$\\{\\w+}", "`$0`");
  }

  private static String code(String text) {
    return "`" + text.replace("|", "\\|") + "`";
  }
}
