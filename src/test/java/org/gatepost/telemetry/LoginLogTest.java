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
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

final class LoginLogTest {
  private static final SessionLabel SESSION =
      new SessionLabel(
          7,
          "imap",
          "192.0.2.10:4711",
          "192.0.2.10",
          4711,
          "0.0.0.0:143",
          true,
          Optional.of("TLSv1.3"));
  private static final String CLIENT =
      ", client: 192.0.2.10:4711 using starttls, server: 0.0.0.0:143";
  private static final String LOGIN =
      CLIENT
          + ", login: \"alice@example.org\", upstream: mb1.example.org:7143"
          + " (192.0.2.10:4711->10.0.0.1:143) <=> (10.0.0.1:5000->10.0.0.2:7143)";

  @TempDir Path folder;

  private static LoginRecord login(Optional<LoginFault> fault, String detail) {
    return login(fault, detail, "alice@example.org");
  }

  private static LoginRecord login(Optional<LoginFault> fault, String detail, String login) {
    return new LoginRecord(
        Instant.parse("2026-11-22T10:00:00Z"),
        fault,
        detail,
        "plain",
        login,
        "alice@example.org",
        "mb1.example.org:7143",
        "(192.0.2.10:4711->10.0.0.1:143) <=> (10.0.0.1:5000->10.0.0.2:7143)",
        "cache",
        Duration.ofNanos(1_234_567),
        Duration.ofMillis(20));
  }

  private static LoginFault fault(LoginFault.Line line) {
    return new LoginFault("some-word", "some sentence", line);
  }

  private LoginLog opened(LogLevel level, LogFile records) throws IOException {
    LoginLog log = LoginLog.open(folder, records);
    log.level(level);
    return log;
  }

  private LogFile openedRecords() throws IOException {
    return LogFile.open(folder.resolve("gatepost.json"));
  }

  /** The lines that something writes, less their time and process. */
  private List<String> lines(LogLevel level, Consumer<LoginLog> writes) throws IOException {
    try (LogFile records = openedRecords();
        LoginLog log = opened(level, records)) {
      writes.accept(log);
    }
    String start = "\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d ";
    String process = " " + ProcessHandle.current().pid() + "#0: ";
    return Files.readAllLines(folder.resolve("nginx.log")).stream()
        .peek(line -> assertThat(line).matches(start + "\\[\\w+]" + process + ".*"))
        .map(line -> line.replaceFirst(start, "").replace(process, " "))
        .toList();
  }

  private List<Map<String, String>> records() throws IOException {
    return Files.readAllLines(folder.resolve("gatepost.json")).stream()
        .map(LoginLogTest::parse)
        .toList();
  }

  private static Map<String, String> parse(String json) {
    Map<String, String> properties = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        properties.put(name, parser.getString());
      }
      assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
      assertThat(parser.nextToken()).isNull();
    }
    return properties;
  }

  @Test
  void connectHasNoSuffix() throws IOException {
    assertThat(lines(LogLevel.INFO, log -> log.connected(SESSION)))
        .containsExactly("[info] *7 client 192.0.2.10:4711 connected to 0.0.0.0:143");
  }

  @Test
  void loginAndEndHaveAllThatIsKnown() throws IOException {
    LoginRecord login = login(Optional.empty(), "");
    assertThat(
            lines(
                LogLevel.INFO,
                log -> {
                  log.login(SESSION, login);
                  log.ended(SESSION, login, "proxied session done", 12, 3_000_000_000L);
                }))
        .containsExactly(
            "[info] *7 client logged in" + LOGIN, "[info] *7 proxied session done" + LOGIN);
  }

  @Test
  void loginWithoutRouteHasNoUpstream() throws IOException {
    SessionLabel plain =
        new SessionLabel(
            8, "pop3", "[2001:db8::1]:5", "2001:db8::1", 5, "[::]:110", false, Optional.empty());
    LoginRecord login =
        new LoginRecord(
            Instant.EPOCH,
            Optional.of(fault(LoginFault.Line.REFUSED_BY_LOOKUP)),
            "user not found: bob",
            "login",
            "bob",
            "",
            "",
            "",
            "lookup",
            Duration.ZERO,
            Duration.ZERO);
    String suffix = ", client: [2001:db8::1]:5, server: [::]:110, login: \"bob\"";
    assertThat(lines(LogLevel.INFO, log -> log.login(plain, login)))
        .containsExactly(
            "[error] *8 zm lookup: an error is returned by zimbra lookup handler:"
                + " user not found: bob while in mail zmauth state"
                + suffix,
            "[error] *8 An error occurred in mail zmauth: user not found: bob"
                + " while in mail zmauth state"
                + suffix,
            "[info] *8 login failed: some sentence" + suffix);
  }

  @Test
  void failureOfAllHandlersIsSaidOnce() throws IOException {
    var login =
        login(
            Optional.of(fault(LoginFault.Line.LOOKUP_UNAVAILABLE)),
            "no valid lookup handlers (http://a: refused)");
    assertThat(lines(LogLevel.INFO, log -> log.login(SESSION, login)))
        .first()
        .isEqualTo(
            "[error] *7 An error occurred in mail zmauth: no valid lookup handlers"
                + " (http://a: refused) while in mail zmauth state"
                + LOGIN);
  }

  @ParameterizedTest
  @EnumSource(LoginFault.Line.class)
  void everyFailureHasItsLineAndOneOfOurOwn(LoginFault.Line kind) throws IOException {
    List<String> lines =
        lines(
            LogLevel.INFO,
            log -> log.login(SESSION, login(Optional.of(fault(kind)), "NO LOGIN failed")));
    String first =
        switch (kind) {
          case REFUSED_BY_UPSTREAM ->
              "[info] *7 upstream sent invalid response: \"NO LOGIN failed\""
                  + " while reading response from upstream";
          case REFUSED_BY_LOOKUP ->
              "[error] *7 zm lookup: an error is returned by zimbra lookup handler:"
                  + " NO LOGIN failed while in mail zmauth state";
          case LOOKUP_UNAVAILABLE ->
              "[error] *7 An error occurred in mail zmauth: no valid lookup handlers"
                  + " (NO LOGIN failed) while in mail zmauth state";
          case UPSTREAM_UNREACHABLE -> "[error] *7 NO LOGIN failed while connecting to upstream";
          case UPSTREAM_TIMEOUT ->
              "[error] *7 upstream timed out (110: Connection timed out) while NO LOGIN failed";
          case OTHER -> "[error] *7 NO LOGIN failed";
        };
    assertThat(lines).first().isEqualTo(first + LOGIN);
    assertThat(lines).last().isEqualTo("[info] *7 login failed: some sentence" + LOGIN);
    assertThat(lines).hasSize(kind == LoginFault.Line.REFUSED_BY_LOOKUP ? 3 : 2);
  }

  @Test
  void whatStrangersSendCannotForgeALine() throws IOException {
    String hostile = "x\", client: 1.2.3.4:5\n2026/11/22 [info] forged";
    List<String> lines =
        lines(
            LogLevel.INFO,
            log -> {
              log.login(
                  SESSION,
                  login(Optional.of(fault(LoginFault.Line.REFUSED_BY_UPSTREAM)), hostile, hostile));
              log.note(SESSION, "broke: " + hostile);
            });
    String escaped = "x\\x22, client: 1.2.3.4:5\\x0A2026/11/22 [info] forged";
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).contains("invalid response: \"" + escaped + "\" while");
    assertThat(lines.getFirst()).contains("login: \"" + escaped + "\", upstream:");
    assertThat(lines.getLast()).isEqualTo("[info] *7 broke: " + escaped + CLIENT);
    assertThat(records())
        .hasSize(1)
        .first()
        .satisfies(r -> assertThat(r).containsEntry("login", escaped));
  }

  @Test
  void linesBelowTheLevelAreNotWrittenAndRecordsAreAllTheSame() throws IOException {
    assertThat(
            lines(
                LogLevel.ERROR,
                log -> {
                  log.connected(SESSION);
                  log.note(SESSION, "a note");
                  log.login(SESSION, login(Optional.empty(), ""));
                  log.login(SESSION, login(Optional.of(fault(LoginFault.Line.OTHER)), "an error"));
                }))
        .containsExactly("[error] *7 an error" + LOGIN);
    assertThat(records()).hasSize(2);
  }

  @Test
  void recordsHaveAllFields() throws IOException {
    LoginRecord good = login(Optional.empty(), "");
    LoginRecord bad = login(Optional.of(fault(LoginFault.Line.OTHER)), "the \"detail\"");
    try (LogFile records = openedRecords();
        LoginLog log = opened(LogLevel.CRIT, records)) {
      log.login(SESSION, good);
      log.login(SESSION, bad);
      log.ended(SESSION, good, "proxied session done", 12, 3_000_000_000L);
    }
    List<Map<String, String>> records = records();
    assertThat(records.getFirst())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("time", "2026-11-22T10:00:00Z"),
                Map.entry("event", "login"),
                Map.entry("result", "ok"),
                Map.entry("session", "7"),
                Map.entry("protocol", "imap"),
                Map.entry("clientAddress", "192.0.2.10"),
                Map.entry("clientPort", "4711"),
                Map.entry("listener", "0.0.0.0:143"),
                Map.entry("tls", "TLSv1.3"),
                Map.entry("mechanism", "plain"),
                Map.entry("login", "alice@example.org"),
                Map.entry("account", "alice@example.org"),
                Map.entry("upstream", "mb1.example.org:7143"),
                Map.entry("route", "cache"),
                Map.entry("lookupMillis", "1.235"),
                Map.entry("totalMillis", "20.0")));
    assertThat(records.get(1))
        .containsEntry("result", "failed")
        .containsEntry("reason", "some-word")
        .containsEntry("detail", "the \\x22detail\\x22");
    assertThat(records.getLast())
        .containsEntry("event", "end")
        .containsEntry("result", "proxied session done")
        .containsEntry("octetsUp", "12")
        .containsEntry("octetsDown", "3000000000");
  }

  @Test
  void logsGoOnInNewFilesAfterTheOldOnesWereMovedAway() throws IOException {
    Path lines = folder.resolve("nginx.log");
    Path moved = folder.resolve("nginx.log.1");
    try (LogFile records = openedRecords();
        LoginLog log = opened(LogLevel.INFO, records)) {
      log.note(SESSION, "before");
      Files.move(lines, moved);
      log.reopen();
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!Files.exists(lines) && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      log.note(SESSION, "after");
    }
    assertThat(Files.readString(moved)).contains("before").doesNotContain("after");
    assertThat(Files.readString(lines)).contains("after").doesNotContain("before");
  }

  @Test
  void namesOfLevelsAreThoseOfTheAttribute() {
    assertThat(LogLevel.named("info")).isEqualTo(LogLevel.INFO);
    assertThat(LogLevel.named("crit")).isEqualTo(LogLevel.CRIT);
    assertThat(LogLevel.named("debug_mail")).isEqualTo(LogLevel.DEBUG);
  }
}
