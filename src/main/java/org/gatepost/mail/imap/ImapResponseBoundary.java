package org.gatepost.mail.imap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.gatepost.net.relay.Boundary;
import org.jspecify.annotations.Nullable;

/**
 * Where one IMAP response ends and the next has not begun: behind a line end that neither lies in a
 * literal nor announces one (RFC 9051 §4.3, §7). Looks at line ends only; literals, which are the
 * bulk of what a mailbox server says, are counted and not read.
 */
final class ImapResponseBoundary implements Boundary {
  /** {@code {18446744073709551615}}, CR and LF: what may have to be remembered of a split line. */
  private static final int MAX_TAIL = 25;

  private long literalOctets;
  private boolean lineHasBegun;

  /** The end of a line that has not come to its end; null if it ended with the last octets. */
  private @Nullable ByteBuf tail;

  @Override
  public void pass(ByteBuf octets, int index, int length) {
    int end = index + length;
    int at = index + skipLiteral(length);
    while (at < end) {
      int lineFeed = nextAnnouncement(octets, at, end);
      if (lineFeed < 0) {
        endOfInput(octets, at, end);
        return;
      }
      tail = null;
      lineHasBegun = true;
      at = lineFeed + 1;
      at += skipLiteral(end - at);
    }
  }

  private int skipLiteral(int available) {
    int skipped = (int) Math.min(literalOctets, available);
    literalOctets -= skipped;
    return skipped;
  }

  /**
   * The line feed behind the next announcement of a literal, whose size is noted; -1 if there is
   * none. An announcement ends with a brace, which is rare: looking for braces is looking at next
   * to nothing.
   */
  private int nextAnnouncement(ByteBuf octets, int from, int end) {
    if (tail != null) {
      int lineFeed = octets.indexOf(from, Math.min(end, from + MAX_TAIL), (byte) '\n');
      if (lineFeed >= 0) {
        rememberTail(octets, from, lineFeed + 1);
        if (announced(tail, 0, tail.writerIndex() - 1)) {
          return lineFeed;
        }
        tail = null;
      }
    }
    int brace = octets.indexOf(from, end, (byte) '}');
    while (brace >= 0) {
      int lineFeed = brace + 1;
      if (lineFeed < end && octets.getByte(lineFeed) == '\r') {
        lineFeed++;
      }
      if (lineFeed < end && octets.getByte(lineFeed) == '\n' && announced(octets, from, lineFeed)) {
        return lineFeed;
      }
      brace = octets.indexOf(brace + 1, end, (byte) '}');
    }
    return -1;
  }

  private boolean announced(ByteBuf octets, int from, int lineFeed) {
    LiteralAnnouncement literal = LiteralAnnouncement.at(octets, from, lineFeed);
    if (literal == null) {
      return false;
    }
    literalOctets = literal.octets();
    return true;
  }

  private void endOfInput(ByteBuf octets, int from, int end) {
    lineHasBegun = octets.getByte(end - 1) != '\n';
    if (lineHasBegun) {
      rememberTail(octets, from, end);
    } else {
      tail = null;
    }
  }

  private void rememberTail(ByteBuf octets, int from, int to) {
    int before = tail == null ? 0 : tail.writerIndex();
    int taken = Math.min(to - from, MAX_TAIL);
    int keptBefore = Math.min(before, MAX_TAIL - taken);
    byte[] both = new byte[keptBefore + taken];
    if (tail != null) {
      tail.getBytes(before - keptBefore, both, 0, keptBefore);
    }
    octets.getBytes(to - taken, both, keptBefore, taken);
    tail = Unpooled.wrappedBuffer(both);
  }

  @Override
  public long opaque() {
    return literalOctets;
  }

  @Override
  public void passUnseen(long length) {
    literalOctets -= length;
  }

  @Override
  public boolean isBetweenResponses() {
    return literalOctets == 0 && !lineHasBegun;
  }
}
