package org.gatepost.telemetry;

import io.netty.util.concurrent.FastThreadLocal;

/**
 * A line that a thread makes for a log, in ASCII. Each thread has one, which it uses again and
 * again: a line costs no memory, and nothing of it is left for the collector to carry about.
 */
final class LogLine {
  private static final FastThreadLocal<LogLine> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected LogLine initialValue() {
          return new LogLine();
        }
      };

  private final StringBuilder text = new StringBuilder(1024);
  private char[] chars = new char[1024];
  private byte[] octets = new byte[1024];

  private LogLine() {}

  /** This thread's line, empty. */
  static LogLine begin() {
    LogLine line = OF_THREAD.get();
    line.text.setLength(0);
    return line;
  }

  /** Where the line is made; its end is added later. */
  StringBuilder text() {
    return text;
  }

  /** Adds the line to a log. */
  void writeTo(LogFile log) {
    int length = text.length();
    if (length >= octets.length) {
      chars = new char[2 * length];
      octets = new byte[2 * length];
    }
    text.getChars(0, length, chars, 0);
    for (int i = 0; i < length; i++) {
      octets[i] = (byte) (chars[i] < 0x80 ? chars[i] : '?');
    }
    octets[length] = '\n';
    log.write(octets, length + 1);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
