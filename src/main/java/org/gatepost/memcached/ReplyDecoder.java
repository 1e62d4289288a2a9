package org.gatepost.memcached;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ends of replies: lines, and values with the octets that they announce. Bounds all of
 * it: who has taken over a memcached must not be able to fill this process.
 */
final class ReplyDecoder extends ByteToMessageDecoder {
  static final int MAX_LINE_BYTES = 2 * 1024;
  static final int MAX_VALUE_BYTES = 4 * 1024;
  static final int MAX_PASSED_OVER_BYTES = 1024 * 1024;

  private static final String VALUE = "VALUE ";
  private static final String END = "END";

  /** Said most of the time: one object each will do. */
  private static final List<Reply.Line> COMMON =
      java.util.stream.Stream.of(END, "STORED", "NOT_STORED", "DELETED", "NOT_FOUND", "TOUCHED")
          .map(Reply.Line::new)
          .toList();

  private enum Expecting {
    LINE,
    DATA,
    DATA_TO_PASS_OVER,
    LINE_END_OF_DATA,
    END_OF_VALUE,
    /** After nonsense. */
    NOTHING
  }

  private record Announcement(String key, String flags, int length) {}

  private static final Announcement NONE = new Announcement("", "", 0);

  private Expecting expecting = Expecting.LINE;
  private Announcement announced = NONE;
  private int leftToPassOver;
  private @Nullable String data;

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    Reply reply;
    Expecting before;
    do {
      before = expecting;
      reply = next(in);
    } while (reply == null && expecting != before);
    if (reply != null) {
      out.add(reply);
    }
  }

  /** The next reply; null until more has come. May take octets and yet have no reply. */
  private @Nullable Reply next(ByteBuf in) {
    return switch (expecting) {
      case LINE -> line(in);
      case DATA -> data(in);
      case DATA_TO_PASS_OVER -> passOver(in);
      case LINE_END_OF_DATA -> lineEndOfData(in);
      case END_OF_VALUE -> endOfValue(in);
      case NOTHING -> passOverAll(in);
    };
  }

  private @Nullable Reply line(ByteBuf in) {
    int length = lengthOfLine(in);
    if (length < 0) {
      return tooLong(in);
    }
    for (Reply.Line common : COMMON) {
      if (isLine(in, length, common.text())) {
        in.skipBytes(length + 2);
        return common;
      }
    }
    String text = readLine(in, length);
    if (text == null) {
      return nonsense(in, "a line without CR");
    }
    return text.startsWith(VALUE) ? announcement(in, text) : new Reply.Line(text);
  }

  /** The octets before CR LF, or -1 if there is no LF yet. */
  private static int lengthOfLine(ByteBuf in) {
    int most = Math.min(in.readableBytes(), MAX_LINE_BYTES + 2);
    int feed = in.indexOf(in.readerIndex(), in.readerIndex() + most, (byte) '\n');
    return feed < 0 ? -1 : Math.max(0, feed - in.readerIndex() - 1);
  }

  private @Nullable Reply tooLong(ByteBuf in) {
    return in.readableBytes() > MAX_LINE_BYTES + 1 ? nonsense(in, "a line without end") : null;
  }

  private static boolean isLine(ByteBuf in, int length, String text) {
    if (length != text.length() || in.getByte(in.readerIndex() + length) != '\r') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String readLine(ByteBuf in, int length) {
    String text = in.readString(length, StandardCharsets.ISO_8859_1);
    if (in.readByte() != '\r') {
      return null;
    }
    in.skipBytes(1);
    return text;
  }

  /** {@code VALUE <key> <flags> <length>}. */
  private @Nullable Reply announcement(ByteBuf in, String line) {
    String[] words = line.split(" ", -1);
    if (words.length != 4 || !isNumber(words[2], 20) || !isNumber(words[3], 7)) {
      return nonsense(in, line);
    }
    int length = Integer.parseInt(words[3]);
    if (length > MAX_PASSED_OVER_BYTES) {
      return nonsense(in, line);
    }
    announced = new Announcement(words[1], words[2], length);
    leftToPassOver = length;
    expecting = length > MAX_VALUE_BYTES ? Expecting.DATA_TO_PASS_OVER : Expecting.DATA;
    return null;
  }

  private static boolean isNumber(String text, int maxDigits) {
    return !text.isEmpty()
        && text.length() <= maxDigits
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private @Nullable Reply data(ByteBuf in) {
    if (in.readableBytes() < announced.length()) {
      return null;
    }
    data = in.readString(announced.length(), StandardCharsets.UTF_8);
    expecting = Expecting.LINE_END_OF_DATA;
    return null;
  }

  private @Nullable Reply passOver(ByteBuf in) {
    int here = Math.min(leftToPassOver, in.readableBytes());
    in.skipBytes(here);
    leftToPassOver -= here;
    if (leftToPassOver == 0) {
      expecting = Expecting.LINE_END_OF_DATA;
    }
    return null;
  }

  private @Nullable Reply lineEndOfData(ByteBuf in) {
    if (in.readableBytes() < 2) {
      return null;
    }
    if (in.readByte() != '\r' || in.readByte() != '\n') {
      return nonsense(in, "a value longer than announced");
    }
    expecting = Expecting.END_OF_VALUE;
    return null;
  }

  private @Nullable Reply endOfValue(ByteBuf in) {
    int length = lengthOfLine(in);
    if (length < 0) {
      return tooLong(in);
    }
    if (!isLine(in, length, END)) {
      return nonsense(in, "no END after a value");
    }
    in.skipBytes(length + 2);
    Reply reply =
        data == null
            ? new Reply.LargeValue(announced.key())
            : new Reply.Value(announced.key(), announced.flags(), data);
    data = null;
    announced = NONE;
    expecting = Expecting.LINE;
    return reply;
  }

  private Reply nonsense(ByteBuf in, String what) {
    expecting = Expecting.NOTHING;
    in.skipBytes(in.readableBytes());
    return new Reply.Nonsense(what);
  }

  private static @Nullable Reply passOverAll(ByteBuf in) {
    in.skipBytes(in.readableBytes());
    return null;
  }
}
