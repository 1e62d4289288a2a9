package org.gatepost.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.gatepost.settings.Setting;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Settings for scripts: a list of objects with name, value, origin and unit. */
final class SettingsJson {
  private SettingsJson() {}

  static void write(List<Setting> settings, PrintWriter out) {
    // The stream belongs to the command line, which goes on writing to it.
    JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out);
    json.writeStartArray();
    for (Setting setting : settings) {
      json.writeStartObject();
      json.writeStringProperty("name", setting.name());
      json.writeStringProperty("value", setting.value());
      json.writeStringProperty("origin", setting.origin().name().toLowerCase(Locale.ROOT));
      json.writeStringProperty("unit", setting.unit());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.flush();
    out.println();
    out.flush();
  }
}
