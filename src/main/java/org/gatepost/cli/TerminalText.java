package org.gatepost.cli;

import java.util.regex.Pattern;

/** What strangers have written into memcached, made fit for a terminal and for one line of it. */
final class TerminalText {
  private static final Pattern UNFIT =
      Pattern.compile("[\\p{Cntrl}\\x80-\\x9f\\u2028-\\u202e\\u2066-\\u2069]");

  private TerminalText() {}

  static String of(String text) {
    return UNFIT.matcher(text).replaceAll("?");
  }
}
