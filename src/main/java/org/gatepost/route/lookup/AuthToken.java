package org.gatepost.route.lookup;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * What logs a browser in: the value of the cookie {@code ZM_AUTH_TOKEN}, or of the console's {@code
 * ZM_ADMIN_AUTH_TOKEN} (spec http 2.2).
 */
final class AuthToken {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final StringBuilder fields = new StringBuilder();

  /** A token for an account's mailbox. */
  static AuthToken ofUser(KnownAccount account, Instant now) {
    return of(account, now, List.of());
  }

  /** A token for the administration console: it says which kind of administrator this is. */
  static AuthToken ofAdministrator(KnownAccount account, Instant now) {
    List<String> kinds = new ArrayList<>();
    if (account.isAdmin()) {
      kinds.add("admin");
    }
    if (account.isDelegatedAdmin()) {
      kinds.add("dlgadmin");
    }
    return of(account, now, kinds);
  }

  private static AuthToken of(KnownAccount account, Instant now, List<String> kinds) {
    AuthToken token =
        new AuthToken()
            .with("id", account.id())
            .with("exp", Long.toString(now.plus(account.tokenLife()).toEpochMilli()));
    kinds.forEach(kind -> token.with(kind, "1"));
    account.validity().ifPresent(validity -> token.with("vv", validity));
    token
        .with("type", "zimbra")
        .with("u", "a")
        .with("tid", Integer.toString(RANDOM.nextInt(Integer.MAX_VALUE)));
    account.version().ifPresent(version -> token.with("version", version));
    return token;
  }

  /** Adds a field; their order is the mailbox server's. */
  AuthToken with(String name, String value) {
    // The length of what is written, which is octets.
    int length = value.getBytes(StandardCharsets.UTF_8).length;
    fields.append(name).append('=').append(length).append(':').append(value).append(';');
    return this;
  }

  String signed(Key key) {
    HexFormat hex = HexFormat.of();
    String data = hex.formatHex(fields.toString().getBytes(StandardCharsets.UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(key.secret());
      byte[] signature = mac.doFinal(data.getBytes(StandardCharsets.US_ASCII));
      return key.version() + "_" + hex.formatHex(signature) + "_" + data;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA1", impossible);
    }
  }

  /**
   * A key of the directory.
   *
   * @param version the highest is the newest
   */
  record Key(long version, SecretKey secret) {
    /** The newest of {@code version:created:key}; others are passed over. */
    static Optional<Key> newest(List<String> texts) {
      return texts.stream()
          .flatMap(text -> parse(text).stream())
          .max(Comparator.comparingLong(Key::version));
    }

    private static Optional<Key> parse(String text) {
      String[] parts = text.split(":", -1);
      try {
        return parts.length != 3 || parts[2].isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Key(
                    Long.parseLong(parts[0]),
                    new SecretKeySpec(HexFormat.of().parseHex(parts[2]), "HmacSHA1")));
      } catch (IllegalArgumentException malformed) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return "key " + version;
    }
  }
}
