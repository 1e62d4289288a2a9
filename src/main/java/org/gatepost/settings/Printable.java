package org.gatepost.settings;

/** Text from outside, made fit for a message of one line. */
final class Printable {
  private static final int MAX_CHARS = 160;

  private Printable() {}

  /** The text without control characters, cut at 160 characters. */
  static String text(String text) {
    var cut = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "..." : text;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
