package org.gatepost.mail.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Login names as octets: UTF-8, and what is not UTF-8 is taken as ISO-8859-1, as old clients do.
 */
public final class Names {
  private Names() {}

  public static String decode(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(octets, StandardCharsets.ISO_8859_1);
    }
  }
}
