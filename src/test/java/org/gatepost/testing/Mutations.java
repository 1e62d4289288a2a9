package org.gatepost.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Makes nonsense of valid input, the same for the same seed. */
public final class Mutations {
  private final Random random;
  private final List<String> valid;
  private final List<String> tokens;

  public Mutations(Random random, List<String> valid, List<String> tokens) {
    this.random = random;
    this.valid = valid;
    this.tokens = tokens;
  }

  /** The next piece of nonsense: some valid commands, damaged in some places. */
  public byte[] next() {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    for (int i = random.nextInt(4); i >= 0; i--) {
      input.writeBytes(octets(valid.get(random.nextInt(valid.size()))));
    }
    byte[] octets = input.toByteArray();
    for (int i = random.nextInt(6); i > 0; i--) {
      octets = damage(octets);
    }
    return octets;
  }

  private byte[] damage(byte[] octets) {
    int at = random.nextInt(octets.length + 1);
    int end = Math.min(octets.length, at + 1 + random.nextInt(8));
    ByteArrayOutputStream damaged = new ByteArrayOutputStream();
    damaged.write(octets, 0, at);
    switch (random.nextInt(6)) {
      case 0 -> at = end;
      case 1 -> damaged.write(random.nextInt(256));
      case 2 -> damaged.writeBytes(octets(tokens.get(random.nextInt(tokens.size()))));
      case 3 -> damaged.write(octets, at, end - at);
      case 4 ->
          damaged.writeBytes(String.valueOf(random.nextLong()).getBytes(StandardCharsets.US_ASCII));
      default -> {
        at = end;
        damaged.write(random.nextInt(256));
      }
    }
    damaged.write(octets, at, octets.length - at);
    return damaged.toByteArray();
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
