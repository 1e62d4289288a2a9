package org.gatepost.route.lookup.answering;

import java.nio.charset.StandardCharsets;
import org.gatepost.route.NameEscape;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;

/**
 * The values of header fields on their way in and out (spec mail 1.3). Netty hands them over as one
 * character to an octet.
 */
final class HeaderText {
  private static final String CUT = "...";

  private HeaderText() {}

  /**
   * A value with its escapes undone, once: its octets are UTF-8 if they can be, else ISO-8859-1.
   *
   * @throws RouteException if a percent sign is not followed by two hexadecimal digits
   */
  static String unescaped(String name, String value) throws RouteException {
    return isPlain(value) ? value : NameEscape.text(octets(name, value));
  }

  /** A value without escapes, with its octets read as {@link #unescaped} does. */
  static String text(String value) {
    return NameEscape.text(value.getBytes(StandardCharsets.ISO_8859_1));
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
    return NameEscape.unescaped(value.getBytes(StandardCharsets.ISO_8859_1))
        .orElseThrow(
            () -> new RouteException(Reason.REFUSED, "bad escape in header field " + name));
  }

  /** A name fit for a header: in UTF-8, escaped once where the original's proxy unescapes. */
  static byte[] escaped(String name) {
    return NameEscape.escaped(name.getBytes(StandardCharsets.UTF_8));
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
