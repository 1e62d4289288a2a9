package org.gatepost.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.gatepost.prov.Passwords;
import org.jspecify.annotations.Nullable;

/**
 * Passwords of a single command: typed by somebody, or piped in.
 *
 * @param console absent if nobody is there
 */
record ConsolePasswords(@Nullable Console console) implements Passwords {
  @Override
  public Optional<String> typedFor(String account) throws IOException {
    if (console == null) {
      return Optional.empty();
    }
    return typedTwice(
        account,
        prompt -> Optional.ofNullable(console.readPassword("%s", prompt)).map(String::new));
  }

  @Override
  public Optional<String> piped() throws IOException {
    return Optional.ofNullable(
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine());
  }

  /** Asks somebody without an echo; nothing if the answer is the end of all input. */
  interface Asking {
    Optional<String> ask(String prompt);
  }

  static Optional<String> typedTwice(String account, Asking asking) throws IOException {
    Optional<String> first = asking.ask("New password of " + TerminalText.of(account) + ": ");
    if (first.isPresent() && !asking.ask("Once more: ").equals(first)) {
      throw new IOException("the two passwords are not the same");
    }
    return first;
  }
}
