package org.gatepost.web.request;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code ZM_AUTH_TOKEN} says of its bearer: {@code version_hmac_data}, the data in
 * hexadecimal, fields of {@code name=length:value;} in it (spec http 2.2).
 *
 * <p>It says where the request goes and nothing else: the signature is the mailbox server's to
 * verify.
 *
 * @param id the account's {@code zimbraId}
 * @param version of the server that has issued it
 */
public record ZimbraToken(String id, Optional<String> version) {
  private static final int LONGEST = 8 * 1024;
  private static final int LONGEST_NUMBER = 4;

  /** Reads a token; empty if it is none, or names no account. */
  public static Optional<ZimbraToken> parse(String cookieValue) {
    int hmac = cookieValue.indexOf('_') + 1;
    int data = hmac == 0 ? 0 : cookieValue.indexOf('_', hmac) + 1;
    if (data == 0 || cookieValue.length() > LONGEST || !isNumber(cookieValue, hmac - 1)) {
      return Optional.empty();
    }
    byte[] octets = octets(cookieValue, data);
    return octets == null ? Optional.empty() : ofFields(octets);
  }

  private static boolean isNumber(String text, int end) {
    for (int i = 0; i < end; i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return end > 0;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static byte @Nullable [] octets(String text, int begin) {
    int length = text.length() - begin;
    if (length % 2 != 0) {
      return null;
    }
    byte[] octets = new byte[length / 2];
    for (int i = 0; i < octets.length; i++) {
      int high = Escapes.hex(text.charAt(begin + 2 * i));
      int low = Escapes.hex(text.charAt(begin + 2 * i + 1));
      if (high < 0 || low < 0) {
        return null;
      }
      octets[i] = (byte) (high << 4 | low);
    }
    return octets;
  }

  private static Optional<ZimbraToken> ofFields(byte[] data) {
    String id = null;
    String version = null;
    int at = 0;
    while (at < data.length) {
      int equals = indexOf(data, '=', at);
      int colon = indexOf(data, ':', equals + 1);
      if (equals < 0 || colon < 0) {
        return Optional.empty();
      }
      int value = colon + 1;
      int length = number(data, equals + 1, colon);
      // A value may hold anything, so its length decides; and behind it must be the end.
      if (length < 0 || length >= data.length - value || data[value + length] != ';') {
        return Optional.empty();
      }
      if (id == null && isNamed(data, at, equals, "id")) {
        id = new String(data, value, length, StandardCharsets.ISO_8859_1);
      } else if (version == null && isNamed(data, at, equals, "version")) {
        version = new String(data, value, length, StandardCharsets.ISO_8859_1);
      }
      at = value + length + 1;
    }
    return id == null || !AccountId.isSane(id)
        ? Optional.empty()
        : Optional.of(new ZimbraToken(id, Optional.ofNullable(version).filter(AccountId::isSane)));
  }

  private static int indexOf(byte[] data, char sought, int begin) {
    for (int i = begin; i < data.length; i++) {
      if (data[i] == sought) {
        return i;
      }
    }
    return -1;
  }

  private static int number(byte[] data, int begin, int end) {
    if (begin >= end || end - begin > LONGEST_NUMBER) {
      return -1;
    }
    int number = 0;
    for (int i = begin; i < end; i++) {
      if (!isDigit(data[i])) {
        return -1;
      }
      number = number * 10 + data[i] - '0';
    }
    return number;
  }

  private static boolean isNamed(byte[] data, int begin, int end, String name) {
    if (end - begin != name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (data[begin + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
