package org.gatepost.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a mailbox server hands out at a login, in Zimbra's own form (spec http 2.2): {@code
 * version_hmac_data}, the data hexadecimal fields {@code name=length:value;}. The proxy reads the
 * account's id in it; who it belongs to is checked here.
 *
 * @param id the account's
 */
record Token(String id) {
  static final String COOKIE = "ZM_AUTH_TOKEN";
  private static final Duration LIFE = Duration.ofDays(2);
  private static final AtomicInteger SERIAL = new AtomicInteger();

  /** What goes into the cookie, signed. */
  String signed(byte[] key) {
    String fields =
        field("id", id)
            + field("exp", String.valueOf(Instant.now().plus(LIFE).toEpochMilli()))
            + field("type", "zimbra")
            + field("u", "a")
            + field("tid", String.valueOf(SERIAL.incrementAndGet()));
    String data = HexFormat.of().formatHex(fields.getBytes(StandardCharsets.UTF_8));
    return "0_" + hmac(key, data) + "_" + data;
  }

  /** The token in a cookie; none if we have not signed it, or its time is over. */
  static Optional<Token> read(String text, byte[] key) {
    String[] parts = text.split("_", -1);
    if (parts.length != 3 || !same(hmac(key, parts[2]), parts[1])) {
      return Optional.empty();
    }
    // Ours since the signature is, hence well formed.
    String fields = new String(HexFormat.of().parseHex(parts[2]), StandardCharsets.UTF_8);
    boolean lives = Long.parseLong(value(fields, "exp")) > System.currentTimeMillis();
    return lives ? Optional.of(new Token(value(fields, "id"))) : Optional.empty();
  }

  private static String field(String name, String value) {
    return name + "=" + value.length() + ":" + value + ";";
  }

  private static String value(String fields, String name) {
    int length = fields.indexOf(name + "=") + name.length() + 1;
    int start = fields.indexOf(':', length) + 1;
    return fields.substring(start, start + Integer.parseInt(fields, length, start - 1, 10));
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static String hmac(byte[] key, String data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      return HexFormat.of().formatHex(mac.doFinal(data.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HMAC-SHA1", e);
    }
  }
}
