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
    int from = 0;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        line.append(text, from, i);
        from = i + 1;
        escape(line, c);
      }
    }
    line.append(text, from, end);
    if (end < text.length()) {
      line.append("...");
    }
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
