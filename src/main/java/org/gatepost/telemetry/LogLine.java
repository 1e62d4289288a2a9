package org.gatepost.telemetry;

import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

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
  private ByteBuffer octets = ByteBuffer.allocate(1024);
  private final CharsetEncoder encoder =
      StandardCharsets.US_ASCII
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

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
    if (length >= chars.length) {
      chars = new char[2 * length];
      octets = ByteBuffer.allocate(2 * length);
    }
    text.getChars(0, length, chars, 0);
    encoder.reset().encode(CharBuffer.wrap(chars, 0, length), octets.clear(), true);
    octets.put((byte) '\n');
    log.write(octets.array(), octets.position());
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
