package org.gatepost.mail.dialogue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Octets of the wire as a value: immutable, compared by content. */
public final class Octets {
  public static final Octets NONE = new Octets(new byte[0]);

  private final byte[] octets;

  private Octets(byte[] octets) {
    this.octets = octets;
  }

  /** A copy of these octets. */
  public static Octets of(byte[] octets) {
    return new Octets(octets.clone());
  }

  /** A text in ISO-8859-1: a character, an octet. */
  public static Octets latin1(String text) {
    return new Octets(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public static Octets utf8(String text) {
    return new Octets(text.getBytes(StandardCharsets.UTF_8));
  }

  /** These octets one after the other. */
  public static Octets join(Octets... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (Octets part : parts) {
      whole.writeBytes(part.octets);
    }
    return new Octets(whole.toByteArray());
  }

  public byte[] toArray() {
    return octets.clone();
  }

  public int length() {
    return octets.length;
  }

  public boolean isEmpty() {
    return octets.length == 0;
  }

  /** As ISO-8859-1. */
  public String latin1() {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  /** The number of octets only: they may be a password. */
  @Override
  public String toString() {
    return "(" + octets.length + " octets)";
  }
}
