package org.gatepost.route.lookup.asking;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The octets of header values: how they are escaped, and how they become text (spec mail 1.3). */
final class Octets {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private Octets() {}

  static byte[] of(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Control characters, space and percent sign as {@code %XX}; all else as it is. */
  static byte[] escaped(byte[] octets) {
    var out = new ByteArrayOutputStream(octets.length + 16);
    for (byte octet : octets) {
      int value = octet & 0xFF;
      if (value <= ' ' || value == '%') {
        out.write('%');
        out.write(HEX[value >> 4]);
        out.write(HEX[value & 0xF]);
      } else {
        out.write(value);
      }
    }
    return out.toByteArray();
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

  /** Undoes one level of {@code %XX}; what is no such escape stays as it is. */
  static byte[] unescaped(byte[] octets) {
    var out = new ByteArrayOutputStream(octets.length);
    for (int i = 0; i < octets.length; i++) {
      int high = octets[i] == '%' && i + 2 < octets.length ? digit(octets[i + 1]) : -1;
      int low = high < 0 ? -1 : digit(octets[i + 2]);
      if (low < 0) {
        out.write(octets[i]);
      } else {
        out.write(high << 4 | low);
        i += 2;
      }
    }
    return out.toByteArray();
  }

  private static int digit(byte octet) {
    return octet < 0 ? -1 : Character.digit(octet, 16);
  }

  /** The octets behind a value as the decoder gives it. */
  static byte[] ofHeader(String value) {
    return value.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What the octets mean: UTF-8; else Latin 1, of which everything is valid. */
  static String text(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException _) {
      return new String(octets, StandardCharsets.ISO_8859_1);
    }
  }

  /** Whether it could end a line, or hide one, wherever it is written. */
  static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }
}
