package org.gatepost.route.lookup.answering;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;

/**
 * The values of header fields on their way in and out (spec mail 1.3). Netty hands them over as one
 * character to an octet.
 */
final class HeaderText {
  private static final String CUT = "...";
  private static final String HEX = "0123456789ABCDEF";

  private HeaderText() {}

  /**
   * A value with its escapes undone, once: its octets are UTF-8 if they can be, else ISO-8859-1.
   *
   * @throws RouteException if a percent sign is not followed by two hexadecimal digits
   */
  static String unescaped(String name, String value) throws RouteException {
    return isPlain(value) ? value : decoded(octets(name, value));
  }

  /** A value without escapes, with its octets read as {@link #unescaped} does. */
  static String text(String value) {
    return decoded(value.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '%' || c > 0x7E) {
        return false;
      }
    }
    return true;
  }

  private static byte[] octets(String name, String value) throws RouteException {
    byte[] octets = new byte[value.length()];
    int length = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '%') {
        boolean whole = i + 2 < value.length();
        int high = whole ? digit(value.charAt(i + 1)) : -1;
        int low = whole ? digit(value.charAt(i + 2)) : -1;
        if (high < 0 || low < 0) {
          throw new RouteException(Reason.REFUSED, "bad escape in header field " + name);
        }
        octets[length++] = (byte) ((high << 4) | low);
        i += 2;
      } else {
        octets[length++] = (byte) c;
      }
    }
    return Arrays.copyOf(octets, length);
  }

  /** Of ASCII alone: {@link Character#digit} takes the digits of all scripts. */
  private static int digit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static String decoded(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(octets, StandardCharsets.ISO_8859_1);
    }
  }

  /** A name fit for a header: in UTF-8, escaped once where the original's proxy unescapes. */
  static byte[] escaped(String name) {
    byte[] octets = name.getBytes(StandardCharsets.UTF_8);
    int more = 0;
    for (byte octet : octets) {
      more += needsEscape(octet) ? 2 : 0;
    }
    if (more == 0) {
      return octets;
    }
    byte[] result = new byte[octets.length + more];
    int length = 0;
    for (byte octet : octets) {
      if (needsEscape(octet)) {
        result[length++] = '%';
        result[length++] = (byte) HEX.charAt((octet >> 4) & 0xF);
        result[length++] = (byte) HEX.charAt(octet & 0xF);
      } else {
        result[length++] = octet;
      }
    }
    return result;
  }

  // Octets above 0x7F are negative here, and go as they are.
  private static boolean needsEscape(byte octet) {
    return (octet >= 0 && octet <= ' ') || octet == '%' || octet == 0x7F;
  }

  /** A sentence fit for a header: no control characters, and no more octets than there is room. */
  static byte[] sentence(String text, int room) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), room));
    int octets = 0;
    int cut = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      String shown = Character.isISOControl(c) ? "%%%02X".formatted(c) : Character.toString(c);
      line.append(shown);
      octets += shown.getBytes(StandardCharsets.UTF_8).length;
      if (octets > room) {
        line.setLength(cut);
        line.append(CUT);
        break;
      }
      if (octets <= room - CUT.length()) {
        cut = line.length();
      }
    }
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }
}
