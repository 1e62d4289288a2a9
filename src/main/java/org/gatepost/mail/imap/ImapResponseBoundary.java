package org.gatepost.mail.imap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ByteProcessor;
import org.gatepost.net.relay.Boundary;
import org.jspecify.annotations.Nullable;

/**
 * Where one IMAP response ends and the next has not begun: behind a line end that neither lies in a
 * literal nor announces one (RFC 9051 §4.3, §7). Looks at line ends only; literals, which are the
 * bulk of what a mailbox server says, are counted and not read.
 */
final class ImapResponseBoundary implements Boundary {
  /** {@code ~{18446744073709551615}}, CR and LF: what may have to be remembered of a split line. */
  private static final int MAX_TAIL = 25;

  private long literalOctets;
  private boolean lineHasBegun;

  /** The end of a line that has not come to its end; null if it ended with the last octets. */
  private @Nullable ByteBuf tail;

  @Override
  public void pass(ByteBuf octets, int index, int length) {
    int end = index + length;
    int at = index + (int) Math.min(literalOctets, length);
    literalOctets -= at - index;
    while (at < end) {
      int lineFeed = octets.forEachByte(at, end - at, ByteProcessor.FIND_LF);
      if (lineFeed < 0) {
        rememberTail(octets, at, end);
        lineHasBegun = true;
        return;
      }
      LiteralAnnouncement literal = announcementBefore(octets, at, lineFeed);
      tail = null;
      lineHasBegun = literal != null;
      at = lineFeed + 1;
      if (literal != null) {
        int here = (int) Math.min(literal.octets(), end - at);
        literalOctets = literal.octets() - here;
        at += here;
      }
    }
  }

  private @Nullable LiteralAnnouncement announcementBefore(ByteBuf octets, int at, int lineFeed) {
    if (tail == null || lineFeed - at >= MAX_TAIL) {
      return LiteralAnnouncement.at(octets, at, lineFeed);
    }
    rememberTail(octets, at, lineFeed + 1);
    return LiteralAnnouncement.at(tail, 0, tail.writerIndex() - 1);
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
