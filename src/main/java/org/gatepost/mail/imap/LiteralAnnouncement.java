package org.gatepost.mail.imap;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The end of a line that announces a literal: {@code {n}}, or {@code {n+}} if the client does not
 * wait for leave to send it (RFC 7888; LITERAL- only bounds the size).
 */
record LiteralAnnouncement(long octets, boolean synchronizing) {
  /** RFC 9051 number64 has 19 digits at most; any more are no number. */
  private static final int MAX_DIGITS = 18;

  /** The announcement before the line feed at an index, or null if the line just ends there. */
  static @Nullable LiteralAnnouncement at(ByteBuf line, int start, int lineFeed) {
    int index = lineFeed - 1;
    if (index >= start && line.getByte(index) == '\r') {
      index--;
    }
    if (index < start || line.getByte(index) != '}') {
      return null;
    }
    index--;
    boolean synchronizing = index < start || line.getByte(index) != '+';
    if (!synchronizing) {
      index--;
    }
    long octets = 0;
    long weight = 1;
    int digits = 0;
    while (index >= start && isDigit(line.getByte(index)) && digits < MAX_DIGITS) {
      octets += weight * (line.getByte(index) - '0');
      weight *= 10;
      digits++;
      index--;
    }
    if (digits == 0 || index < start || line.getByte(index) != '{') {
      return null;
    }
    return new LiteralAnnouncement(octets, synchronizing);
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }
}
