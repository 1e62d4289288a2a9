package org.gatepost.route;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How names travel in headers of the lookup and in keys of memcached: control characters, blanks
 * and percent signs as {@code %XX}, all other octets as they are (spec mail 1.3).
 */
public final class NameEscape {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private NameEscape() {}

  /** The name, in UTF-8, with nothing in it that could end a header or a key. */
  public static byte[] escaped(byte[] octets) {
    int unsafe = 0;
    for (byte octet : octets) {
      unsafe += isUnsafe(octet) ? 1 : 0;
    }
    if (unsafe == 0) {
      return octets;
    }
    byte[] escaped = new byte[octets.length + 2 * unsafe];
    int length = 0;
    for (byte octet : octets) {
      if (isUnsafe(octet)) {
        escaped[length++] = '%';
        escaped[length++] = HEX[octet >> 4];
        escaped[length++] = HEX[octet & 0xF];
      } else {
        escaped[length++] = octet;
      }
    }
    return escaped;
  }

  // Octets above 0x7F are negative here, and go as they are.
  private static boolean isUnsafe(byte octet) {
    return (octet >= 0 && octet <= ' ') || octet == '%';
  }

  /** The same of a text. */
  public static String escape(String name) {
    return name.chars().noneMatch(c -> c <= ' ' || c == '%')
        ? name
        : new String(escaped(name.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  /** Undoes {@link #escaped}, once; empty if an escape is broken. */
  public static Optional<byte[]> unescaped(byte[] octets) {
    ByteArrayOutputStream name = new ByteArrayOutputStream(octets.length);
    for (int i = 0; i < octets.length; i++) {
      if (octets[i] != '%') {
        name.write(octets[i]);
        continue;
      }
      int high = i + 2 < octets.length ? digit(octets[i + 1]) : -1;
      int low = high < 0 ? -1 : digit(octets[i + 2]);
      if (low < 0) {
        return Optional.empty();
      }
      name.write(high << 4 | low);
      i += 2;
    }
    return Optional.of(name.toByteArray());
  }

  /** Of ASCII alone: the JDK knows the digits of all scripts. */
  private static int digit(byte octet) {
    return octet < 0 ? -1 : Character.digit(octet, 16);
  }

  /** The same of a text. */
  public static Optional<String> unescape(String escaped) {
    return escaped.indexOf('%') < 0
        ? Optional.of(escaped)
        : unescaped(escaped.getBytes(StandardCharsets.UTF_8)).map(NameEscape::text);
  }

  /** What octets of old peers mean: UTF-8; else Latin 1, of which everything is valid. */
  public static String text(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(octets, StandardCharsets.ISO_8859_1);
    }
  }
}
