package org.gatepost.mail.dialogue;

import java.nio.charset.StandardCharsets;

/** A password as the client sent it, octet by octet. It never shows itself in text. */
public final class Secret {
  private final byte[] octets;

  public Secret(byte[] octets) {
    this.octets = octets.clone();
  }

  /** The secret of a text, in UTF-8. */
  public static Secret of(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  public Octets octets() {
    return Octets.of(octets);
  }

  public int length() {
    return octets.length;
  }

  /** Whether an octet stands in it, for protocols that cannot carry it. */
  public boolean contains(int octet) {
    for (byte b : octets) {
      if (b == (byte) octet) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
