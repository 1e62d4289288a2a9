package org.gatepost.testing;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client that speaks HTTP/2 frame by frame (RFC 9113 §4), however wrong. */
public final class Http2Wire implements Closeable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;
  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  private static final int BUFFER = 4096;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /** One frame. */
  @SuppressWarnings("ArrayRecordComponent") // frames are never compared
  public record Frame(int type, int flags, int stream, byte[] payload) {
    /** The error code of RST_STREAM or GOAWAY. */
    public int error() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }

    public boolean ends() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }
  }

  private final Wire wire;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  private Http2Wire(Wire wire) {
    this.wire = wire;
  }

  /** Begins; settings are pairs of a number and a value. */
  public static Http2Wire to(InetSocketAddress door, int... settings) throws IOException {
    var wire = new Http2Wire(Wire.narrowTo(door, BUFFER).secure("mail.example.org", "h2"));
    wire.wire.send(PREFACE);
    var payload = ByteBuffer.allocate(settings.length / 2 * 6);
    for (int i = 0; i < settings.length; i += 2) {
      payload.putShort((short) settings[i]).putInt(settings[i + 1]);
    }
    return wire.send(SETTINGS, 0, 0, payload.array());
  }

  /** The octets of a frame. */
  public static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  public Http2Wire send(int type, int flags, int stream, byte[] payload) throws IOException {
    wire.send(frame(type, flags, stream, payload));
    return this;
  }

  /** Frames in one write. */
  public Http2Wire send(byte[] octets) throws IOException {
    wire.send(octets);
    return this;
  }

  /**
   * Headers, each a name and a value in turn, as literals without Huffman's code: RFC 7541 §6.2.
   */
  public static byte[] block(String... namesAndValues) {
    var block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0);
      literal(block, namesAndValues[i]);
      literal(block, namesAndValues[i + 1]);
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    var octets = text.getBytes(StandardCharsets.ISO_8859_1);
    integer(block, octets.length);
    block.writeBytes(octets);
  }

  /** RFC 7541 §5.1, with a prefix of seven bits. */
  private static void integer(ByteArrayOutputStream block, int value) {
    if (value < 127) {
      block.write(value);
      return;
    }
    block.write(127);
    int left = value - 127;
    while (left >= 128) {
      block.write((left & 127) | 128);
      left >>= 7;
    }
    block.write(left);
  }

  /** The next frame; null if the connection has ended. */
  public @Nullable Frame next() throws IOException {
    try {
      var head = ByteBuffer.wrap(wire.octets(9));
      int length = (head.get() & 0xff) << 16 | (head.getShort() & 0xffff);
      return new Frame(head.get(), head.get(), head.getInt(), wire.octets(length));
    } catch (SocketException | AssertionError end) {
      return null;
    }
  }

  /** The next frame of that type, whatever comes before it. */
  public Frame await(int type) throws IOException {
    for (var frame = next(); frame != null; frame = next()) {
      if (frame.type() == type) {
        return frame;
      }
    }
    throw new AssertionError("the connection ended before a frame of type " + type);
  }

  /** What is in a response's head. */
  public Map<String, String> headers(Frame frame) throws Http2Exception {
    var headers = new LinkedHashMap<String, String>();
    decoder
        .decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()))
        .forEach(header -> headers.put(header.getKey().toString(), header.getValue().toString()));
    return headers;
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
