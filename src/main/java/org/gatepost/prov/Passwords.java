package org.gatepost.prov;

import java.util.Optional;

/** Where passwords come from that do not stand in a command. */
@FunctionalInterface
public interface Passwords {
  /**
   * Asks somebody, without an echo.
   *
   * @param prompt what is asked, to be followed by the answer
   * @return nothing if there is nobody to ask
   */
  Optional<String> ask(String prompt);
}
