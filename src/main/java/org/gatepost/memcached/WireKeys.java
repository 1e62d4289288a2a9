package org.gatepost.memcached;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Makes keys fit for the wire: spec mail 3.2. What a stranger has typed as a login name must never
 * reach the protocol as a second command; hashed it cannot, and a clear key that could is not sent.
 * Confined to one event loop.
 */
final class WireKeys {
  private static final int MAX_BYTES = 250;
  private static final byte[] HEX =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final MessageDigest sha256 = Digests.sha256();
  private final boolean hashed;

  WireKeys(boolean hashed) {
    this.hashed = hashed;
  }

  /** The key on the wire, or null if there is none: such a key is in no server. */
  byte @Nullable [] of(byte[] logicalKey) {
    if (hashed) {
      return hex(sha256.digest(logicalKey));
    }
    return isSafe(logicalKey) ? logicalKey : null;
  }

  /** Whether a server takes a key as it stands. */
  static boolean isSafe(byte[] key) {
    if (key.length == 0 || key.length > MAX_BYTES) {
      return false;
    }
    for (byte octet : key) {
      if ((octet & 0xff) <= ' ' || octet == 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static byte[] hex(byte[] digest) {
    byte[] text = new byte[digest.length * 2];
    for (int i = 0; i < digest.length; i++) {
      text[2 * i] = HEX[(digest[i] >> 4) & 0xf];
      text[2 * i + 1] = HEX[digest[i] & 0xf];
    }
    return text;
  }
}
