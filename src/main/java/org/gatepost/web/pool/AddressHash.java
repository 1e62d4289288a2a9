package org.gatepost.web.pool;

import java.net.InetAddress;

/**
 * The number by which visitors whom nobody knows are spread over servers: spec http 1.8. All
 * proxies, the original's too, find the same one.
 *
 * <p>An IPv4 address is hashed as its four octets. The original hashes sixteen where one socket
 * serves both families, so that a visitor is somebody else there when {@code zimbraIPMode} changes;
 * to Gatepost an IPv4-mapped address is the IPv4 address that it is, here as everywhere. Beside
 * such an original, anonymous IPv4 visitors may come to two servers; those with a token do not.
 */
public final class AddressHash {
  private static final int BEGIN = 89;
  private static final int FACTOR = 113;
  private static final int MODULUS = 6271;

  private AddressHash() {}

  /** The first number of an address: 0 to 6270. */
  public static int first(InetAddress address) {
    return next(BEGIN, address);
  }

  /** The number after one whose server cannot be used. */
  public static int next(int hash, InetAddress address) {
    return next(hash, address.getAddress());
  }

  static int first(byte[] octets) {
    return next(BEGIN, octets);
  }

  static int next(int hash, byte[] octets) {
    int next = hash;
    for (byte octet : octets) {
      next = (next * FACTOR + Byte.toUnsignedInt(octet)) % MODULUS;
    }
    return next;
  }
}
