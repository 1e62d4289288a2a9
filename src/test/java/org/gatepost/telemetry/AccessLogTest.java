package org.gatepost.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

@ResourceLock("java.util.TimeZone.default")
final class AccessLogTest {
  private static final String TOLD =
      " - - [TIME]  \"POST https://mail.example.com/service/soap HTTP/2.0\" 200 812 \"-\" \"curl/8\""
          + " \"10.0.0.11:8443\" \"10.0.0.5:443\"";

  @TempDir Path folder;

  /** A request of which each test says what is special about it. */
  private static final class Request {
    String client = "192.0.2.7";
    @Nullable String user;
    String method = "POST";
    String host = "mail.example.com";
    String target = "/service/soap";
    @Nullable String referer;
    @Nullable String agent = "curl/8";
    List<String> upstreams = List.of("10.0.0.11:8443");
    final WebRecord.Times times = new WebRecord.Times(12_345_678, WebRecord.NEVER, 12_000_000);
    @Nullable String fault;

    WebRecord record() {
      return new WebRecord(
          Instant.parse("2026-11-21T10:00:00.042Z"),
          client,
          51514,
          "10.0.0.5:443",
          user,
          method,
          "https",
          host,
          target,
          "HTTP/2.0",
          200,
          812,
          3_000_000_000L,
          referer,
          agent,
          upstreams,
          "alice@example.com",
          "5f3a",
          times,
          "TLSv1.3 TLS_AES_128_GCM_SHA256",
          fault);
    }
  }

  private void log(boolean json, WebRecord... requests) throws IOException {
    try (LogFile records = LogFile.open(folder.resolve("gatepost.json"));
        AccessLog log = AccessLog.open(folder, records, json)) {
      for (WebRecord request : requests) {
        log.write(request);
      }
    }
  }

  /** The one line of a request, less its time, which depends on where we are. */
  private String line(Request request) throws IOException {
    log(false, request.record());
    return Files.readString(folder.resolve("nginx.access.log"))
        .stripTrailing()
        .replaceFirst("\\[\\d\\d/Nov/2026:\\d\\d:\\d\\d:00 [+-]\\d{4}]", "[TIME]");
  }

  private Map<String, String> json(Request request) throws IOException {
    log(true, request.record());
    Map<String, String> properties = new LinkedHashMap<>();
    String text = Files.readString(folder.resolve("gatepost.json"));
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        StringBuilder values = new StringBuilder();
        if (parser.nextToken() == JsonToken.START_ARRAY) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.append('[').append(parser.getString()).append(']');
          }
        } else {
          values.append(parser.getString());
        }
        properties.put(name, values.toString());
      }
      assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
      assertThat(parser.nextToken()).isNull();
    }
    return properties;
  }

  @Test
  void lineIsInTheOriginalsGrammar() throws IOException {
    assertThat(line(new Request())).isEqualTo("192.0.2.7:51514" + TOLD);
  }

  @Test
  void timeIsThatOfThisPlace() throws IOException {
    java.util.TimeZone before = java.util.TimeZone.getDefault();
    try {
      java.util.TimeZone.setDefault(java.util.TimeZone.getTimeZone("Asia/Kolkata"));
      log(false, new Request().record());
    } finally {
      java.util.TimeZone.setDefault(before);
    }
    assertThat(Files.readString(folder.resolve("nginx.access.log")))
        .contains("- - [21/Nov/2026:15:30:00 +0530]  \"POST");
  }

  @Test
  void eachAttemptAtAnUpstreamServerIsNamed() throws IOException {
    Request request = new Request();
    request.upstreams = List.of("10.0.0.11:8443", "[2001:db8::1]:8443");
    assertThat(line(request)).contains(" \"10.0.0.11:8443, [2001:db8::1]:8443\" ");
  }

  @Test
  void whatIsAbsentIsADash() throws IOException {
    Request request = new Request();
    request.method = "";
    request.target = "";
    request.agent = null;
    request.upstreams = List.of();
    assertThat(line(request))
        .isEqualTo("192.0.2.7:51514 - - [TIME]  \"-\" 200 812 \"-\" \"-\" \"-\" \"10.0.0.5:443\"");
  }

  @ParameterizedTest
  @CsvSource({
    "a\"b, a\\x22b",
    "a\\b, a\\x5Cb",
    "'a\r\nb', a\\x0D\\x0Ab",
    "a\u001b[31m, a\\x1B[31m",
    "caf\u00e9, caf\\xE9",
    "\u4e2d, \\xE4\\xB8\\xAD",
    "a\u007f, a\\x7F",
  })
  void whatIsNotPrintableIsEscapedEverywhere(String sent, String written) throws IOException {
    Request request = new Request();
    request.user = sent;
    request.method = sent;
    request.host = sent;
    request.target = "/" + sent;
    request.referer = sent;
    request.agent = sent;
    assertThat(line(request))
        .isEqualTo(
            "192.0.2.7:51514 - %1$s [TIME]  \"%1$s https://%1$s/%1$s HTTP/2.0\" 200 812 \"%1$s\" \"%1$s\" \"10.0.0.11:8443\" \"10.0.0.5:443\""
                .formatted(written));
    assertThat(json(request))
        .containsEntry("login", written)
        .containsEntry("method", written)
        .containsEntry("host", written)
        .containsEntry("target", "/" + written)
        .containsEntry("referer", written)
        .containsEntry("userAgent", written);
  }

  @Test
  void userWithBlanksIsOneField() throws IOException {
    Request request = new Request();
    request.user = "bob  \"b\"";
    assertThat(line(request)).contains(" - bob\\x20\\x20\\x22b\\x22 [TIME] ");
  }

  @Test
  void secretsAreMaskedInTargetAndRefererOfBothLogs() throws IOException {
    Request request = new Request();
    request.target = "https://bob:pw@mail.example.com/?zauthtoken=0_1";
    request.referer = "https://mail.example.com/?zjwt=0_2";
    assertThat(line(request))
        .contains("\"POST https://***@mail.example.com/?zauthtoken=*** HTTP/2.0\"")
        .contains(" \"https://mail.example.com/?zjwt=***\" ");
    assertThat(json(request))
        .containsEntry("target", "https://***@mail.example.com/?zauthtoken=***")
        .containsEntry("referer", "https://mail.example.com/?zjwt=***");
  }

  @Test
  void whatIsTooLongIsCut() throws IOException {
    Request request = new Request();
    request.user = "u".repeat(70_000);
    request.method = "M".repeat(70_000);
    request.host = "h".repeat(70_000);
    request.target = "/" + "t".repeat(70_000);
    request.referer = "r".repeat(70_000);
    request.agent = "a".repeat(70_000);
    assertThat(line(request))
        .hasSizeLessThan(5_000)
        .contains("/" + "t".repeat(2047) + "... HTTP/2.0")
        .contains("\"" + "a".repeat(512) + "...\"");
  }

  @Test
  void ipv6AddressesStandInBrackets() throws IOException {
    Request request = new Request();
    request.client = "2001:db8::7";
    assertThat(line(request)).startsWith("[2001:db8::7]:51514 - - [");
  }

  @Test
  void recordHasWhatTheLineHasAndMore() throws IOException {
    Request request = new Request();
    request.client = "2001:db8::7";
    request.upstreams = List.of("10.0.0.10:8443", "10.0.0.11:8443");
    request.fault = "The upstream server closed the connection.";
    assertThat(json(request))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("time", "2026-11-21T10:00:00.042Z"),
                Map.entry("event", "web"),
                Map.entry("requestId", "5f3a"),
                Map.entry("clientAddress", "2001:db8::7"),
                Map.entry("clientPort", "51514"),
                Map.entry("listener", "10.0.0.5:443"),
                Map.entry("tls", "TLSv1.3 TLS_AES_128_GCM_SHA256"),
                Map.entry("method", "POST"),
                Map.entry("scheme", "https"),
                Map.entry("host", "mail.example.com"),
                Map.entry("target", "/service/soap"),
                Map.entry("protocol", "HTTP/2.0"),
                Map.entry("status", "200"),
                Map.entry("octetsUp", "3000000000"),
                Map.entry("octetsDown", "812"),
                Map.entry("account", "alice@example.com"),
                Map.entry("userAgent", "curl/8"),
                Map.entry("upstreams", "[10.0.0.10:8443][10.0.0.11:8443]"),
                Map.entry("firstByteMillis", "12.000"),
                Map.entry("totalMillis", "12.345"),
                Map.entry("fault", "The upstream server closed the connection.")));
  }

  @Test
  void recordsAreWrittenOnlyWhereTheyAreWanted() throws IOException {
    try (LogFile records = LogFile.open(folder.resolve("gatepost.json"));
        AccessLog log = AccessLog.open(folder, records, false)) {
      log.write(new Request().record());
      log.json(true);
      log.write(new Request().record());
      log.json(false);
      log.write(new Request().record());
    }
    assertThat(Files.readAllLines(folder.resolve("gatepost.json"))).hasSize(1);
    assertThat(Files.readAllLines(folder.resolve("nginx.access.log"))).hasSize(3);
  }

  @Test
  void logGoesOnInANewFileAfterTheOldOneWasMovedAway() throws IOException {
    Path lines = folder.resolve("nginx.access.log");
    Path moved = folder.resolve("nginx.access.log.1");
    Request after = new Request();
    after.target = "/after";
    try (LogFile records = LogFile.open(folder.resolve("gatepost.json"));
        AccessLog log = AccessLog.open(folder, records, false)) {
      log.write(new Request().record());
      Files.move(lines, moved);
      log.reopen();
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!Files.exists(lines) && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      log.write(after.record());
    }
    assertThat(Files.readString(moved)).contains("/service/soap").doesNotContain("/after");
    assertThat(Files.readString(lines)).contains("/after").doesNotContain("/service/soap");
  }
}
