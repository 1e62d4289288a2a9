package org.gatepost.prov;

import java.io.IOException;
import java.util.List;

/** What running servers remember, and can be told to forget: {@code fc}. */
@FunctionalInterface
public interface Caches {
  /**
   * Empties them; where no server runs, there is nothing to do and all is well.
   *
   * @param types the original's words, such as {@code server} or {@code all}, or further ones
   * @param names of entries or their ids; none: everything of these types
   * @param allServers on every server instead of this one alone
   * @throws IOException a sentence, if a running server cannot be told
   */
  void flush(List<String> types, List<String> names, boolean allServers) throws IOException;
}
