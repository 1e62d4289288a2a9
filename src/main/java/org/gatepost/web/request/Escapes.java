package org.gatepost.web.request;

import java.nio.charset.StandardCharsets;

/** Percent-encoding: RFC 3986 §2.1. */
final class Escapes {
  private Escapes() {}

  /** The octet that is escaped here, or -1 if no escape stands here. */
  static int octet(String text, int at) {
    if (at + 2 >= text.length() || text.charAt(at) != '%') {
      return -1;
    }
    int high = hex(text.charAt(at + 1));
    int low = hex(text.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** The value of a hexadecimal digit, or -1; of ASCII alone, unlike {@link Character#digit}. */
  static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int letter = c | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }

  /**
   * The path without its escapes; octets that are no UTF-8 become U+FFFD.
   *
   * @throws BadRequestException if an escape is broken, or stands for a control character
   */
  static String decodedPath(String text) throws BadRequestException {
    byte[] octets = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int octet = octet(text, i);
        if (octet < 0) {
          throw new BadRequestException("The path has a broken percent-escape.");
        }
        // W-2, W-45: line feeds have fooled patterns, and protocols of lines behind them.
        if (octet < ' ' || octet == 0x7F) {
          throw new BadRequestException("The path has an escaped control character.");
        }
        octets[length++] = (byte) octet;
        i += 2;
      } else {
        octets[length++] = (byte) c;
      }
    }
    return new String(octets, 0, length, StandardCharsets.UTF_8);
  }

  /** A part of a query without escapes and plus signs; what is no escape stays as it is. */
  static String decodedArgument(String text, int begin, int end) {
    boolean plain = true;
    for (int i = begin; i < end && plain; i++) {
      char c = text.charAt(i);
      plain = c != '%' && c != '+';
    }
    if (plain) {
      return text.substring(begin, end);
    }
    byte[] octets = new byte[end - begin];
    int length = 0;
    for (int i = begin; i < end; i++) {
      char c = text.charAt(i);
      int octet = i + 2 < end ? octet(text, i) : -1;
      if (octet >= 0) {
        octets[length++] = (byte) octet;
        i += 2;
      } else {
        octets[length++] = c == '+' ? (byte) ' ' : (byte) c;
      }
    }
    return new String(octets, 0, length, StandardCharsets.UTF_8);
  }
}
