package org.gatepost.telemetry;

import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The structured records of the log, an object to a line. Durations are milliseconds. */
final class JsonRecords {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonRecords() {}

  static String login(SessionLabel session, LoginRecord login) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("time", login.time().toString());
      json.writeStringProperty("event", "login");
      json.writeStringProperty("result", login.failure().isEmpty() ? "ok" : "failed");
      if (login.failure().isPresent()) {
        json.writeStringProperty("reason", login.failure().get().word());
        json.writeStringProperty("detail", LogText.of(login.detail()));
      }
      writeSession(json, session);
      json.writeStringProperty("mechanism", login.mechanism());
      writeWho(json, login);
      json.writeStringProperty("route", login.source());
      json.writeNumberProperty("lookupMillis", millis(login.lookup()));
      json.writeNumberProperty("totalMillis", millis(login.total()));
      json.writeEndObject();
    }
    return text.toString();
  }

  static String end(
      SessionLabel session,
      LoginRecord login,
      String message,
      long octetsUp,
      long octetsDown,
      Instant now) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("time", now.toString());
      json.writeStringProperty("event", "end");
      json.writeStringProperty("result", message);
      writeSession(json, session);
      writeWho(json, login);
      json.writeNumberProperty("octetsUp", octetsUp);
      json.writeNumberProperty("octetsDown", octetsDown);
      json.writeNumberProperty("sessionMillis", millis(Duration.between(login.time(), now)));
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void writeSession(JsonGenerator json, SessionLabel session) {
    json.writeNumberProperty("session", session.id());
    json.writeStringProperty("protocol", session.protocol());
    json.writeStringProperty("clientAddress", session.clientAddress());
    json.writeNumberProperty("clientPort", session.clientPort());
    json.writeStringProperty("listener", session.listener());
    json.writeStringProperty("tls", session.tls().orElse("none"));
  }

  private static void writeWho(JsonGenerator json, LoginRecord login) {
    json.writeStringProperty("login", LogText.of(login.login()));
    json.writeStringProperty("account", LogText.of(login.account()));
    json.writeStringProperty("upstream", login.upstream());
  }

  private static double millis(Duration duration) {
    return Math.round(duration.toNanos() / 1e3) / 1e3;
  }
}
