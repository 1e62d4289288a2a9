package org.gatepost.memcached;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The continuum of libketama: each server stands at 160 points of a circle of 32-bit numbers, and a
 * key belongs to the server of the first point at or after its own.
 */
final class KetamaElection implements Election {
  private static final int DIGESTS_PER_SERVER = 40;
  private static final int POINTS_PER_DIGEST = 4;
  private static final int SERVER_BITS = 16;
  private static final int SERVER_MASK = 0xffff;

  private final MessageDigest md5 = Digests.md5();

  /** A point in the upper bits and its server in the lower, in the order of the circle. */
  private final long[] circle;

  KetamaElection(List<String> servers) {
    circle = new long[servers.size() * DIGESTS_PER_SERVER * POINTS_PER_DIGEST];
    int next = 0;
    for (int server = 0; server < servers.size(); server++) {
      for (int i = 0; i < DIGESTS_PER_SERVER; i++) {
        byte[] digest =
            md5.digest((servers.get(server) + "-" + i).getBytes(StandardCharsets.UTF_8));
        for (int point = 0; point < POINTS_PER_DIGEST; point++) {
          circle[next++] = (point(digest, point) << SERVER_BITS) | server;
        }
      }
    }
    Arrays.sort(circle);
  }

  @Override
  public int elect(byte[] logicalKey, IntPredicate eligible) {
    int found = Arrays.binarySearch(circle, point(md5.digest(logicalKey), 0) << SERVER_BITS);
    int first = found < 0 ? -found - 1 : found;
    for (int step = 0; step < circle.length; step++) {
      int server = (int) (circle[(first + step) % circle.length] & SERVER_MASK);
      if (eligible.test(server)) {
        return server;
      }
    }
    return NOBODY;
  }

  /** Four octets of a digest, the least significant first. */
  private static long point(byte[] digest, int index) {
    return Integer.toUnsignedLong(
        ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getInt(index * Integer.BYTES));
  }
}
