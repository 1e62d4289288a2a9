package org.gatepost.memcached;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digests that keys go through; every JDK has them. */
final class Digests {
  private Digests() {}

  static MessageDigest sha256() {
    return digest("SHA-256");
  }

  /** Spreads keys over servers; it protects nothing. */
  static MessageDigest md5() {
    return digest("MD5");
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("a JDK without " + name, e);
    }
  }
}
