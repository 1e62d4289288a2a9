package org.gatepost.prov;

import java.io.IOException;
import java.util.Optional;

/** Where passwords come from that do not stand in a command. */
public interface Passwords {
  /**
   * Has somebody type a new password, twice and without an echo.
   *
   * @return nothing if there is nobody to type it
   * @throws IOException a sentence, if the two are not the same
   */
  Optional<String> typedFor(String account) throws IOException;

  /** The first line of what is piped in; nothing if nothing is, or if commands are. */
  Optional<String> piped() throws IOException;

  /** There are none but those in commands. */
  Passwords NONE =
      new Passwords() {
        @Override
        public Optional<String> typedFor(String account) {
          return Optional.empty();
        }

        @Override
        public Optional<String> piped() {
          return Optional.empty();
        }
      };
}
