package org.gatepost.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import org.gatepost.firewall.catalogue.Article;
import org.gatepost.firewall.catalogue.CataloguePort;
import org.gatepost.firewall.catalogue.Role;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Ports for scripts. */
final class PortsJson {
  private final JsonGenerator json;
  private final PrintWriter out;

  private PortsJson(PrintWriter out) {
    // The stream belongs to the command line, which goes on writing to it.
    this.json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out);
    this.out = out;
  }

  /** The ports of a system, with hosts and state. */
  static void writeSystem(List<SystemPort> ports, PrintWriter out) {
    PortsJson writing = new PortsJson(out);
    writing.json.writeStartArray();
    ports.forEach(writing::port);
    writing.end();
  }

  /** The catalogue itself. */
  static void writeCatalogue(List<CataloguePort> ports, PrintWriter out) {
    PortsJson writing = new PortsJson(out);
    writing.json.writeStartArray();
    ports.forEach(writing::port);
    writing.end();
  }

  private void end() {
    json.writeEndArray();
    json.flush();
    out.println();
    out.flush();
  }

  private void port(SystemPort port) {
    json.writeStartObject();
    json.writeNumberProperty("port", port.opening().number());
    json.writeNumberProperty("usually", port.port().number());
    json.writeStringProperty("state", port.state());
    json.writeStringProperty("because", port.opening().because());
    json.writeStringProperty("reachableBy", port.audience().words());
    texts("from", port.opening().from().stream().map(Object::toString));
    texts("hosts", port.hosts().stream());
    rest(port.port());
    json.writeEndObject();
  }

  private void port(CataloguePort port) {
    json.writeStartObject();
    json.writeNumberProperty("port", port.number());
    json.writeStringProperty("onOneHost", port.single().words());
    json.writeStringProperty("onSeveralHosts", port.multi().words());
    rest(port);
    json.writeEndObject();
  }

  private void rest(CataloguePort port) {
    json.writeStringProperty("transport", port.transport().toString());
    json.writeStringProperty("service", port.service());
    json.writeStringProperty("servedBy", port.servedBy().service());
    texts(
        "neededBy", Stream.of(Role.values()).filter(port.neededBy()::contains).map(Role::service));
    json.writeStringProperty("movedBy", port.movedBy().orElse(""));
    texts(
        "articles",
        Stream.of(Article.values()).filter(port.articles()::contains).map(Article::letter));
    json.writeStringProperty("note", port.note());
  }

  private void texts(String name, Stream<String> texts) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }
}
