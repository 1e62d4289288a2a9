package org.gatepost.route;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What tells a value of ours in memcached from one that somebody else has put there. Safe for use
 * by many threads.
 */
public sealed interface Seal {
  /** The key under which a sealed value is kept. */
  String key(String logicalKey);

  /** Seals a value for its key and its life. */
  String seal(String key, String value, Duration life);

  /** The value, if the seal is whole. */
  Optional<String> open(String key, String sealed);

  /** Whether a whole seal proves that one of us has written the value. */
  boolean isProof();

  /** No seal: the values that the original's proxies write and read. */
  record None() implements Seal {
    @Override
    public String key(String logicalKey) {
      return logicalKey;
    }

    @Override
    public String seal(String key, String value, Duration life) {
      return value;
    }

    @Override
    public Optional<String> open(String key, String sealed) {
      return Optional.of(sealed);
    }

    @Override
    public boolean isProof() {
      return false;
    }
  }

  /**
   * HMAC-SHA-256 over key, value and end of life, so that a value can neither be forged, nor put
   * under another key, nor played again later. Such values have keys of their own: a proxy of the
   * original that read one would fail the login.
   */
  final class Signed implements Seal {
    private static final String ALGORITHM = "HmacSHA256";
    private static final long FOREVER = 0;

    private final SecretKeySpec key;
    private final InstantSource clock;

    /**
     * @param key at least 16 octets
     */
    public Signed(byte[] key, InstantSource clock) {
      this.key = new SecretKeySpec(key, ALGORITHM);
      this.clock = clock;
    }

    @Override
    public String key(String logicalKey) {
      return "signed:" + logicalKey;
    }

    @Override
    public String seal(String at, String value, Duration life) {
      long until = life.isZero() ? FOREVER : clock.instant().plus(life).getEpochSecond();
      String body = value + ' ' + until;
      return body + ' ' + HexFormat.of().formatHex(signature(at, body));
    }

    @Override
    public Optional<String> open(String at, String sealed) {
      int beforeSignature = sealed.lastIndexOf(' ');
      int beforeEnd = sealed.lastIndexOf(' ', beforeSignature - 1);
      if (beforeEnd < 0) {
        return Optional.empty();
      }
      String body = sealed.substring(0, beforeSignature);
      try {
        byte[] shown = HexFormat.of().parseHex(sealed.substring(beforeSignature + 1));
        if (!MessageDigest.isEqual(shown, signature(at, body))) {
          return Optional.empty();
        }
        long until = Long.parseLong(body.substring(beforeEnd + 1));
        boolean alive = until == FOREVER || clock.instant().getEpochSecond() <= until;
        return alive ? Optional.of(body.substring(0, beforeEnd)) : Optional.empty();
      } catch (IllegalArgumentException malformed) {
        return Optional.empty();
      }
    }

    @Override
    public boolean isProof() {
      return true;
    }

    private byte[] signature(String at, String body) {
      try {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(key);
        mac.update(at.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) '\n');
        return mac.doFinal(body.getBytes(StandardCharsets.UTF_8));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has " + ALGORITHM, e);
      }
    }

    @Override
    public String toString() {
      return "Signed";
    }
  }
}
