package org.gatepost.telemetry;

import java.time.temporal.ChronoField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A web request as text: appends by hand, for this is done on event loops for each request. */
final class WebLines {
  private static final int MAX_TARGET = 2048;
  private static final int MAX_REFERER = 1024;
  private static final int MAX_TEXT = 512;
  private static final int MAX_WORD = 256;
  private static final int MAX_UPSTREAMS = 16;

  private WebLines() {}

  /**
   * The original's line: spec http 7.
   *
   * @param time as {@code 21/Nov/2026:10:00:00 +0000}
   */
  static void line(StringBuilder line, WebRecord request, String time) {
    client(line, request);
    line.append(" - ");
    user(line, request.basicUser());
    line.append(" [").append(time).append("]  \"");
    asked(line, request);
    line.append("\" ").append(request.status()).append(' ').append(request.octetsOut());
    line.append(" \"");
    url(EscapedText.PLAIN, line, request.referer() == null ? "-" : request.referer(), MAX_REFERER);
    line.append("\" \"");
    EscapedText.PLAIN.append(
        line, request.userAgent() == null ? "-" : request.userAgent(), MAX_TEXT);
    line.append("\" \"");
    upstreams(line, request.upstreams());
    line.append("\" \"").append(request.listener()).append('"');
  }

  /** A name with a blank would look like two fields. */
  private static void user(StringBuilder line, @Nullable String user) {
    if (user == null || user.isEmpty()) {
      line.append('-');
      return;
    }
    int start = line.length();
    EscapedText.PLAIN.append(line, user, MAX_WORD);
    for (int i = line.indexOf(" ", start); i >= 0; i = line.indexOf(" ", i)) {
      line.replace(i, i + 1, "\\x20");
    }
  }

  private static void asked(StringBuilder line, WebRecord request) {
    if (request.method().isEmpty() && request.rawTarget().isEmpty()) {
      line.append('-');
      return;
    }
    EscapedText.PLAIN.append(line, request.method(), MAX_WORD);
    line.append(' ');
    if (!isAbsolute(request.rawTarget())) {
      line.append(request.scheme()).append("://");
      EscapedText.PLAIN.append(line, request.host(), MAX_WORD);
    }
    url(EscapedText.PLAIN, line, request.rawTarget(), MAX_TARGET);
    line.append(' ').append(request.protocol());
  }

  private static boolean isAbsolute(String target) {
    return !target.startsWith("/") && target.contains("://");
  }

  private static void upstreams(StringBuilder line, List<String> upstreams) {
    if (upstreams.isEmpty()) {
      line.append('-');
    }
    for (int i = 0; i < upstreams.size() && i < MAX_UPSTREAMS; i++) {
      line.append(i == 0 ? "" : ", ").append(upstreams.get(i));
    }
  }

  /**
   * The structured record, an object. Durations are milliseconds.
   *
   * @param second the time up to its seconds, as {@code 2026-11-21T10:00:00}
   */
  static void json(StringBuilder json, WebRecord request, String second) {
    json.append("{\"time\":\"").append(second).append('.');
    thousandths(json, request.time().get(ChronoField.MILLI_OF_SECOND));
    json.append("Z\",\"event\":\"web\"");
    own(json, ",\"requestId\":\"", request.requestId());
    own(json, ",\"clientAddress\":\"", request.clientAddress());
    json.append(",\"clientPort\":").append(request.clientPort());
    own(json, ",\"listener\":\"", request.listener());
    own(json, ",\"tls\":\"", request.tls() == null ? "none" : request.tls());
    text(json, ",\"method\":\"", request.method(), MAX_WORD);
    own(json, ",\"scheme\":\"", request.scheme());
    text(json, ",\"host\":\"", request.host(), MAX_WORD);
    json.append(",\"target\":\"");
    url(EscapedText.JSON, json, request.rawTarget(), MAX_TARGET);
    json.append('"');
    text(json, ",\"protocol\":\"", request.protocol(), MAX_WORD);
    json.append(",\"status\":").append(request.status());
    json.append(",\"octetsUp\":").append(request.octetsIn());
    json.append(",\"octetsDown\":").append(request.octetsOut());
    text(json, ",\"login\":\"", request.basicUser(), MAX_WORD);
    text(json, ",\"account\":\"", request.account(), MAX_WORD);
    if (request.referer() != null) {
      json.append(",\"referer\":\"");
      url(EscapedText.JSON, json, request.referer(), MAX_REFERER);
      json.append('"');
    }
    text(json, ",\"userAgent\":\"", request.userAgent(), MAX_TEXT);
    json.append(",\"upstreams\":[");
    for (int i = 0; i < request.upstreams().size() && i < MAX_UPSTREAMS; i++) {
      json.append(i == 0 ? "\"" : ",\"").append(request.upstreams().get(i)).append('"');
    }
    json.append(']');
    duration(json, ",\"connectMillis\":", request.times().connect());
    duration(json, ",\"firstByteMillis\":", request.times().firstByte());
    duration(json, ",\"totalMillis\":", request.times().total());
    text(json, ",\"fault\":\"", request.fault(), MAX_TEXT);
    json.append('}');
  }

  /** A word of ours: nothing in it is to be escaped. */
  private static void own(StringBuilder json, String opening, String value) {
    json.append(opening).append(value).append('"');
  }

  private static void text(StringBuilder json, String opening, @Nullable String value, int most) {
    if (value != null) {
      json.append(opening);
      EscapedText.JSON.append(json, value, most);
      json.append('"');
    }
  }

  private static void duration(StringBuilder json, String opening, long nanos) {
    if (nanos >= 0) {
      json.append(opening).append(nanos / 1_000_000).append('.');
      thousandths(json, (int) (nanos / 1000 % 1000));
    }
  }

  private static void thousandths(StringBuilder text, int number) {
    text.append((char) ('0' + number / 100))
        .append((char) ('0' + number / 10 % 10))
        .append((char) ('0' + number % 10));
  }

  private static void url(EscapedText form, StringBuilder line, String url, int most) {
    form.append(line, MaskedTarget.of(url), most);
  }

  /** An IPv6 address stands in brackets, as in {@code nginx.log}. */
  private static void client(StringBuilder line, WebRecord request) {
    String address = request.clientAddress();
    if (address.indexOf(':') < 0) {
      line.append(address);
    } else {
      line.append('[').append(address).append(']');
    }
    line.append(':').append(request.clientPort());
  }
}
