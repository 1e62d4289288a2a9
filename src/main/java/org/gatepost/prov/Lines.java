package org.gatepost.prov;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

/** Where the lines of a batch or of a conversation come from. */
@FunctionalInterface
public interface Lines {
  /**
   * The next line.
   *
   * @param prompt shown before it; empty where a line goes on
   * @return nothing at the end
   */
  Optional<String> next(String prompt) throws IOException;

  /** Lines of a file or a pipe; the prompt is printed there too, as ever. */
  static Lines of(BufferedReader reader, PrintWriter out) {
    return prompt -> {
      out.print(prompt);
      out.flush();
      return Optional.ofNullable(reader.readLine());
    };
  }
}
