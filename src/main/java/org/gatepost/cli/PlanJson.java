package org.gatepost.cli;

import java.io.PrintWriter;
import java.util.List;
import org.gatepost.firewall.plan.Manager;
import org.gatepost.firewall.plan.Permit;
import org.gatepost.firewall.plan.Rendering;
import org.gatepost.firewall.plan.Rendering.PlannedFile;
import org.gatepost.firewall.plan.Source.Anyone;
import org.gatepost.firewall.plan.Source.Networks;
import org.gatepost.firewall.plan.Whitelist;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A plan, for scripts. */
final class PlanJson {
  private PlanJson() {}

  static void write(Manager manager, Whitelist whitelist, Rendering rendering, PrintWriter out) {
    // The stream belongs to the command line, which goes on writing to it.
    JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out);
    json.writeStartObject();
    json.writeStringProperty("host", whitelist.host().name());
    json.writeStringProperty("for", manager.toString());
    json.writeArrayPropertyStart("permits");
    whitelist.permits().forEach(permit -> write(permit, json));
    json.writeEndArray();
    json.writeArrayPropertyStart("files");
    for (PlannedFile file : rendering.files()) {
      json.writeStartObject();
      json.writeStringProperty("name", file.name());
      json.writeStringProperty("place", file.place());
      json.writeStringProperty("text", file.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    texts("commands", rendering.commands(), json);
    texts("warnings", whitelist.warnings(), json);
    texts("notes", rendering.notes(), json);
    json.writeEndObject();
    json.flush();
    out.println();
    out.flush();
  }

  private static void write(Permit permit, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("transport", permit.transport().toString());
    json.writeNumberProperty("port", permit.port());
    json.writeStringProperty("service", permit.service());
    switch (permit.source()) {
      case Anyone() -> json.writeStringProperty("source", "anyone");
      case Networks networks -> {
        json.writeStringProperty("source", networks.who());
        texts("networks", networks.networks().stream().map(Object::toString).toList(), json);
      }
    }
    json.writeEndObject();
  }

  private static void texts(String name, List<String> texts, JsonGenerator json) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }
}
