package org.gatepost.route;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How names travel in headers of the lookup and in keys of memcached: control characters, blanks
 * and percent signs as {@code %XX}, all else as it is (spec mail 1.3).
 */
public final class NameEscape {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private NameEscape() {}

  /** The name with nothing in it that could end a header or a key. */
  public static String escape(String name) {
    if (name.chars().noneMatch(NameEscape::isUnsafe)) {
      return name;
    }
    StringBuilder escaped = new StringBuilder(name.length() + 8);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (isUnsafe(c)) {
        escaped.append('%').append(HEX.toHexDigits((byte) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static boolean isUnsafe(int c) {
    return c <= ' ' || c == '%' || c == 0x7f;
  }

  /** Undoes {@link #escape}, once; empty if an escape is broken. */
  public static Optional<String> unescape(String escaped) {
    if (escaped.indexOf('%') < 0) {
      return Optional.of(escaped);
    }
    byte[] octets = escaped.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream name = new ByteArrayOutputStream(octets.length);
    for (int i = 0; i < octets.length; i++) {
      if (octets[i] != '%') {
        name.write(octets[i]);
        continue;
      }
      if (i + 2 >= octets.length
          || !HexFormat.isHexDigit(octets[i + 1])
          || !HexFormat.isHexDigit(octets[i + 2])) {
        return Optional.empty();
      }
      name.write(
          HexFormat.fromHexDigit(octets[i + 1]) << 4 | HexFormat.fromHexDigit(octets[i + 2]));
      i += 2;
    }
    return Optional.of(text(name.toByteArray()));
  }

  /** Old peers send octets of either encoding. */
  private static String text(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      return new String(octets, StandardCharsets.ISO_8859_1);
    }
  }
}
