package org.gatepost.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes what strangers send into a line of the web's log as nginx does: all that is not printable
 * ASCII, quotes and backslashes become {@code \xHH}. What is too long is cut.
 */
enum EscapedText {
  /** In a line of text. */
  PLAIN("\\x"),
  /** Within a string of JSON, which reads as the line of text does. */
  JSON("\\\\x");

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final String mark;

  EscapedText(String mark) {
    this.mark = mark;
  }

  /** Appends at most so many characters of a text, before they are escaped. */
  void append(StringBuilder line, String text, int most) {
    int end = Math.min(text.length(), most);
    int plain = plain(text, 0, end);
    if (plain == text.length()) {
      line.append(text); // by far the quickest, and the usual case
      return;
    }
    int from = 0;
    while (plain < end) {
      line.append(text, from, plain);
      escape(line, text.charAt(plain));
      from = plain + 1;
      plain = plain(text, from, end);
    }
    line.append(text, from, end);
    if (end < text.length()) {
      line.append("...");
    }
  }

  /** Where the first character stands that is to be escaped, else the end. */
  private static int plain(String text, int from, int end) {
    int i = from;
    while (i < end && !needsEscape(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean needsEscape(char c) {
    return c < ' ' || c > '~' || c == '"' || c == '\\';
  }

  /** Texts from the wire have a character for each octet; others are written in UTF-8. */
  private void escape(StringBuilder line, char c) {
    if (c < 0x100) {
      line.append(mark);
      HEX.toHexDigits(line, (byte) c);
    } else {
      for (byte octet : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
        line.append(mark);
        HEX.toHexDigits(line, octet);
      }
    }
  }
}
