package org.gatepost.route;

import java.nio.charset.StandardCharsets;

/** A password or a token on its way between client, lookup and upstream. It never shows itself. */
public final class Password {
  private final byte[] octets;

  public Password(byte[] octets) {
    this.octets = octets.clone();
  }

  /** The password of a text, in UTF-8. */
  public static Password of(String text) {
    return new Password(text.getBytes(StandardCharsets.UTF_8));
  }

  public byte[] octets() {
    return octets.clone();
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
