package org.gatepost;

import java.util.List;
import java.util.Optional;

/** The cipher list of the original, in OpenSSL's notation. */
final class Ciphers {
  private Ciphers() {}

  /**
   * The ciphers that are named one by one. Words with {@code !}, {@code -}, {@code +} or {@code @}
   * take away or sort what keywords brought in; where only ciphers count, they have nothing to do.
   */
  static List<String> named(Optional<String> list) {
    return list.stream()
        .flatMap(text -> List.of(text.split("[: ,]+")).stream())
        .filter(word -> !word.isEmpty() && "!-+@".indexOf(word.charAt(0)) < 0)
        .toList();
  }
}
