package org.gatepost.firewall.audit;

import java.util.Optional;

/**
 * Something of this host that may not be there to be seen.
 *
 * @param what it; empty if it cannot be seen
 * @param whyNot a sentence then
 */
public record Seen<T>(Optional<T> what, String whyNot) {
  public static <T> Seen<T> of(T what) {
    return new Seen<>(Optional.of(what), "");
  }

  public static <T> Seen<T> not(String why) {
    return new Seen<>(Optional.empty(), why);
  }
}
