package org.gatepost.web.exchange;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names for requests, by which a line of the log is found when somebody complains. They say nothing
 * of when and how many. Safe for use by all event loops.
 */
public final class RequestIds {
  private static final long ODD = 0x9E37_79B9_7F4A_7C15L;
  private static final int DIGITS = 16;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final long start = new SecureRandom().nextLong();
  private final AtomicLong count = new AtomicLong();

  String next() {
    // Every number once, in an order that only looks like chance.
    long number = start ^ (count.incrementAndGet() * ODD);
    char[] text = new char[DIGITS];
    for (int i = 0; i < DIGITS; i++) {
      text[i] = HEX[(int) (number >>> (i * 4)) & 0xf];
    }
    return new String(text);
  }
}
