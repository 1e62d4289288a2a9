package org.gatepost.telemetry;

/** What strangers send, made fit for a log line: one line, no quotes that are not ours, bounded. */
public final class LogText {
  private static final int MAX_CHARACTERS = 160;

  private LogText() {}

  /** The text with control characters, quotes and backslashes as {@code \xHH}, cut at 160. */
  public static String of(String text) {
    int end = Math.min(text.length(), MAX_CHARACTERS);
    for (int i = 0; i < end; i++) {
      if (needsEscape(text.charAt(i))) {
        return escaped(text, end);
      }
    }
    return end == text.length() ? text : text.substring(0, end) + "...";
  }

  private static String escaped(String text, int end) {
    StringBuilder line = new StringBuilder(end + 16);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (needsEscape(c)) {
        line.append(c < 0x100 ? "\\x%02X".formatted((int) c) : "\\u%04X".formatted((int) c));
      } else {
        line.append(c);
      }
    }
    return end < text.length() ? line.append("...").toString() : line.toString();
  }

  /** Also the separators of Unicode and the marks that turn the direction of what follows. */
  private static boolean needsEscape(char c) {
    return c < ' '
        || c == '"'
        || c == '\\'
        || (c >= 0x7f && c < 0xa0)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069)
        || Character.isSurrogate(c);
  }
}
