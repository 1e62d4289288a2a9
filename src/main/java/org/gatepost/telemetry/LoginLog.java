package org.gatepost.telemetry;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * The log of logins, twice: {@code nginx.log} in the original's grammar, so that filters and
 * parsers written for it go on working (spec mail 7), and {@code gatepost.json}, a record to a
 * line. All that strangers sent is escaped. Safe for use by all event loops.
 */
public final class LoginLog implements AutoCloseable {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss");
  private static final int MAX_LINE = 2048;
  private static final String NO_HANDLERS = "no valid lookup handlers";

  private final LogFile lines;
  private final LogFile records;
  private volatile LogLevel level = LogLevel.INFO;
  private final String process;

  private LoginLog(LogFile lines, LogFile records) {
    this.lines = lines;
    this.records = records;
    this.process = ProcessHandle.current().pid() + "#0: ";
  }

  /**
   * Opens the log of lines in a folder.
   *
   * @param records the log of records, which others write to as well: not closed, not reopened
   * @throws IOException with a sentence that names the file
   */
  public static LoginLog open(Path folder, LogFile records) throws IOException {
    return new LoginLog(LogFile.open(folder.resolve("nginx.log")), records);
  }

  /** What is less important than this is not written from now on. */
  public void level(LogLevel least) {
    level = least;
  }

  /** A client has come. */
  public void connected(SessionLabel session) {
    if (LogLevel.INFO.compareTo(level) >= 0) {
      write(
          LogLevel.INFO,
          session,
          "client " + session.client() + " connected to " + session.listener());
    }
  }

  /** A login has ended, one way or the other. */
  public void login(SessionLabel session, LoginRecord login) {
    String suffix = suffix(session, login);
    if (login.failure().isEmpty()) {
      line(LogLevel.INFO, session, "client logged in", suffix);
    } else {
      failed(session, login, login.failure().get(), suffix);
    }
    records.write(JsonRecords.login(session, login));
  }

  private void failed(SessionLabel session, LoginRecord login, LoginFault fault, String suffix) {
    String detail = LogText.of(login.detail());
    switch (fault.line()) {
      case REFUSED_BY_UPSTREAM ->
          line(
              LogLevel.INFO,
              session,
              "upstream sent invalid response: \""
                  + detail
                  + "\" while reading response from upstream",
              suffix);
      case REFUSED_BY_LOOKUP -> {
        line(
            LogLevel.ERROR,
            session,
            "zm lookup: an error is returned by zimbra lookup handler: "
                + detail
                + " while in mail zmauth state",
            suffix);
        line(
            LogLevel.ERROR,
            session,
            "An error occurred in mail zmauth: " + detail + " while in mail zmauth state",
            suffix);
      }
      case LOOKUP_UNAVAILABLE ->
          line(
              LogLevel.ERROR,
              session,
              "An error occurred in mail zmauth: "
                  + noHandlers(detail)
                  + " while in mail zmauth state",
              suffix);
      case UPSTREAM_UNREACHABLE ->
          line(LogLevel.ERROR, session, detail + " while connecting to upstream", suffix);
      case UPSTREAM_TIMEOUT ->
          line(
              LogLevel.ERROR,
              session,
              "upstream timed out (110: Connection timed out) while " + detail,
              suffix);
      case OTHER -> line(LogLevel.ERROR, session, detail, suffix);
    }
    line(LogLevel.INFO, session, "login failed: " + fault.sentence(), suffix);
  }

  /** The original's words; whoever asked handlers has said them already. */
  private static String noHandlers(String detail) {
    return detail.startsWith(NO_HANDLERS) ? detail : NO_HANDLERS + " (" + detail + ")";
  }

  /** A session without login has something to tell: it timed out, it sent rubbish. */
  public void note(SessionLabel session, String message) {
    line(LogLevel.INFO, session, LogText.of(message), clientSuffix(session));
  }

  /** A logged-in session has ended. */
  public void ended(
      SessionLabel session, LoginRecord login, String message, long octetsUp, long octetsDown) {
    line(LogLevel.INFO, session, message, suffix(session, login));
    records.write(JsonRecords.end(session, login, message, octetsUp, octetsDown, Instant.now()));
  }

  private void line(LogLevel lineLevel, SessionLabel session, String message, String suffix) {
    if (lineLevel.compareTo(level) >= 0) {
      write(lineLevel, session, message + suffix);
    }
  }

  private void write(LogLevel lineLevel, SessionLabel session, String text) {
    String line =
        now() + " [" + lineLevel.word() + "] " + process + '*' + session.id() + ' ' + text;
    lines.write(line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line);
  }

  private static String suffix(SessionLabel session, LoginRecord login) {
    StringBuilder suffix = new StringBuilder(clientSuffix(session));
    suffix.append(", login: \"").append(LogText.of(login.login())).append('"');
    if (!login.upstream().isEmpty()) {
      suffix.append(", upstream: ").append(login.upstream());
    }
    if (!login.path().isEmpty()) {
      suffix.append(' ').append(login.path());
    }
    return suffix.toString();
  }

  private static String clientSuffix(SessionLabel session) {
    return ", client: "
        + session.client()
        + (session.startTls() ? " using starttls" : "")
        + ", server: "
        + session.listener();
  }

  // The time of a line, formatted once a second.
  private record Second(long epochSecond, String text) {}

  private volatile Second second = new Second(-1, "");

  private String now() {
    Instant now = Instant.now();
    Second known = second;
    if (known.epochSecond() != now.getEpochSecond()) {
      known =
          new Second(
              now.getEpochSecond(),
              TIME.format(LocalDateTime.ofInstant(now, ZoneId.systemDefault())));
      second = known;
    }
    return known.text();
  }

  /** Goes on in a new file of lines, after the old one was moved away. */
  public void reopen() {
    lines.reopen();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
