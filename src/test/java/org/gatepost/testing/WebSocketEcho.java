package org.gatepost.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/** The server's part of a WebSocket that says back each message (RFC 6455). */
final class WebSocketEcho {
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private WebSocketEcho() {}

  /** Answers the handshake: §4.2.2. */
  static void accept(ScriptedWeb.Request request, Wire wire) throws IOException {
    var answer = request.header("Sec-WebSocket-Key") + MAGIC;
    try {
      var digest =
          MessageDigest.getInstance("SHA-1").digest(answer.getBytes(StandardCharsets.ISO_8859_1));
      wire.send(
          """
          HTTP/1.1 101 Switching Protocols\r
          Upgrade: websocket\r
          Connection: Upgrade\r
          Sec-WebSocket-Accept: %s\r
          \r
          """
              .formatted(Base64.getEncoder().encodeToString(digest)));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Echoes frame by frame, until one says close: §5.2. */
  static void play(Wire wire) throws IOException {
    int kind;
    do {
      var start = wire.octets(2);
      kind = start[0] & 0x0f;
      var payload = unmasked(wire, start[1] & 0x7f);
      int answer = kind == PING ? start[0] - PING + PONG : start[0];
      wire.send(frame(answer, payload));
    } while (kind != CLOSE);
  }

  private static byte[] unmasked(Wire wire, int shortLength) throws IOException {
    int length =
        switch (shortLength) {
          case 126 -> ByteBuffer.wrap(wire.octets(2)).getChar();
          case 127 -> Math.toIntExact(ByteBuffer.wrap(wire.octets(8)).getLong());
          default -> shortLength;
        };
    var mask = wire.octets(4);
    var payload = wire.octets(length);
    for (int i = 0; i < length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return payload;
  }

  private static byte[] frame(int first, byte[] payload) {
    var frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(payload.length);
    } else if (payload.length < 65_536) {
      frame.write(126);
      frame.writeBytes(ByteBuffer.allocate(2).putChar((char) payload.length).array());
    } else {
      frame.write(127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    frame.writeBytes(payload);
    return frame.toByteArray();
  }
}
