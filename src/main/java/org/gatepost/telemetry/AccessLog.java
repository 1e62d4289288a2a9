package org.gatepost.telemetry;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The log of web requests, twice: {@code nginx.access.log} in the original's grammar, so that what
 * was written to read it goes on working (spec http 7), and {@code gatepost.json}, a record to a
 * line. Tokens and passwords in URLs are masked, all that strangers sent is escaped and cut. Safe
 * for use by all event loops, none of which it holds up.
 */
public final class AccessLog implements AutoCloseable {
  private static final DateTimeFormatter LINE_TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ENGLISH);
  private static final DateTimeFormatter JSON_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT);

  private final LogFile lines;
  private final LogFile records;
  private volatile boolean json;

  // The time of a line, formatted once a second.
  private record Second(long epochSecond, String line, String json) {}

  private volatile Second second = new Second(Long.MIN_VALUE, "", "");

  private AccessLog(LogFile lines, LogFile records, boolean json) {
    this.lines = lines;
    this.records = records;
    this.json = json;
  }

  /**
   * Opens the log of lines in a folder.
   *
   * @param records the log of records, which others write to as well: not closed, not reopened
   * @param json whether requests are recorded there
   * @throws IOException with a sentence that names the file
   */
  public static AccessLog open(Path folder, LogFile records, boolean json) throws IOException {
    return new AccessLog(LogFile.open(folder.resolve("nginx.access.log")), records, json);
  }

  /** Whether requests are recorded in {@code gatepost.json} from now on. */
  public void json(boolean on) {
    json = on;
  }

  /** A request has been answered, or given up. */
  public void write(WebRecord request) {
    Second time = second(request.time());
    LogLine line = LogLine.begin();
    WebLines.line(line.text(), request, time.line());
    line.writeTo(lines);
    if (json) {
      LogLine record = LogLine.begin();
      WebLines.json(record.text(), request, time.json());
      record.writeTo(records);
    }
  }

  private Second second(Instant time) {
    Second known = second;
    if (known.epochSecond() != time.getEpochSecond()) {
      known =
          new Second(
              time.getEpochSecond(),
              LINE_TIME.format(time.atZone(ZoneId.systemDefault())),
              JSON_TIME.format(time.atOffset(ZoneOffset.UTC)));
      second = known;
    }
    return known;
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
