package org.gatepost.testing;

import java.nio.charset.StandardCharsets;

/** How transcripts write octets that no text block can hold. */
final class TranscriptText {
  private TranscriptText() {}

  /** The octets of a transcript's text: UTF-8, with {@code ␍}, {@code ␊} and {@code ␀} as such. */
  static byte[] octets(String text) {
    return text.replace('␍', '\r')
        .replace('␊', '\n')
        .replace('␀', '\0')
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The same as the product has lines: a character, an octet. */
  static String line(String text) {
    return new String(octets(text), StandardCharsets.ISO_8859_1);
  }

  /** A line of the product as a transcript writes it. */
  static String shown(String line) {
    return new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
        .replace('\r', '␍')
        .replace('\n', '␊')
        .replace('\0', '␀');
  }
}
