package org.gatepost.route.lookup.asking;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The octets of header values. */
final class Octets {
  private Octets() {}

  static byte[] of(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Less the control characters: what is left cannot leave its line. */
  static byte[] inOneLine(byte[] octets) {
    var out = new ByteArrayOutputStream(octets.length);
    for (byte octet : octets) {
      if ((octet & 0xFF) >= ' ' && octet != 0x7F) {
        out.write(octet);
      }
    }
    return out.toByteArray();
  }

  /** The octets behind a value as the decoder gives it. */
  static byte[] ofHeader(String value) {
    return value.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Whether it could end a line, or hide one, wherever it is written. */
  static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }
}
