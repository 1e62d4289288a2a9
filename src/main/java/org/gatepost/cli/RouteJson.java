package org.gatepost.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gatepost.route.lookup.Explanation;
import org.gatepost.route.lookup.asking.HandlerAnswer;
import org.gatepost.route.lookup.asking.HandlerAnswer.Header;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A route, or why there is none, for scripts. */
final class RouteJson {
  private RouteJson() {}

  static void write(Explanation explanation, PrintWriter out) {
    // The stream belongs to the command line, which goes on writing to it.
    JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out);
    json.writeStartObject();
    json.writeArrayPropertyStart("steps");
    explanation.steps().forEach(json::writeString);
    json.writeEndArray();
    explanation
        .route()
        .ifPresent(route -> {
          json.writeStringProperty("host", route.host());
          json.writeNumberProperty("port", route.port());
          json.writeStringProperty("account", route.account());
        });
    explanation
        .failure()
        .ifPresent(failure -> json.writeStringProperty("failure", failure.getMessage()));
    json.writeEndObject();
    json.flush();
    out.println();
    out.flush();
  }

  /** What memcached holds. */
  static void write(List<SharedPurge.Entry> entries, PrintWriter out) {
    JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out);
    json.writeStartArray();
    for (SharedPurge.Entry entry : entries) {
      json.writeStartObject();
      json.writeStringProperty("server", entry.server());
      json.writeStringProperty("key", entry.key());
      json.writeStringProperty("value", entry.value());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.flush();
    out.println();
    out.flush();
  }

  /** What lookup handlers have said. */
  static void writeAnswers(List<HandlerAnswer> answers, PrintWriter out) {
    JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out);
    json.writeStartArray();
    for (HandlerAnswer answer : answers) {
      json.writeStartObject();
      json.writeStringProperty("handler", answer.handler().toString());
      json.writeNumberProperty("status", answer.status());
      json.writeObjectPropertyStart("headers");
      headers(answer).forEach(json::writeStringProperty);
      json.writeEndObject();
      answer.failure().ifPresent(failure -> json.writeStringProperty("failure", failure));
      json.writeNumberProperty("millis", answer.took().toMillis());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.flush();
    out.println();
    out.flush();
  }

  /** Each name once, as JSON has it, and HTTP as well: RFC 9110 §5.3. No passwords. */
  static Map<String, String> headers(HandlerAnswer answer) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : answer.headers()) {
      if (!header.name().equalsIgnoreCase("Auth-Pass")) {
        headers.merge(header.name(), text(header), (first, next) -> first + ", " + next);
      }
    }
    return headers;
  }

  /** Names beyond ASCII are UTF-8. */
  private static String text(Header header) {
    return new String(header.value().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
