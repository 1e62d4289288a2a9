package org.gatepost.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.gatepost.settings.Attribute;
import tools.jackson.core.io.JsonStringEncoder;

/** Settings as they could stand under {@code attributes} of a host's file. */
final class YamlText {
  private YamlText() {}

  /** One line; of a secret it tells only that there is one. */
  static String line(Attribute<?> attribute, List<String> texts) {
    return attribute.name() + ": " + value(attribute, texts);
  }

  private static String value(Attribute<?> attribute, List<String> texts) {
    if (attribute.secret()) {
      return "# (not shown)";
    }
    return attribute.type().multi()
        ? texts.stream().map(YamlText::quoted).collect(Collectors.joining(", ", "[", "]"))
        : texts.stream().map(YamlText::quoted).collect(Collectors.joining());
  }

  /** A text of JSON is one of YAML too. */
  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }
}
