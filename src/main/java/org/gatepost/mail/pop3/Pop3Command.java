package org.gatepost.mail.pop3;

import org.gatepost.mail.dialogue.Secret;
import org.jspecify.annotations.Nullable;

/** What a client may say in the AUTHORIZATION state: RFC 1939 §4, RFC 2449, RFC 2595, RFC 5034. */
sealed interface Pop3Command {
  record User(String name) implements Pop3Command {}

  record Pass(Secret password) implements Pop3Command {}

  /** With the initial response in base64 if there was one. */
  record Auth(String mechanism, @Nullable String initialResponse) implements Pop3Command {}

  record Capa() implements Pop3Command {}

  record Stls() implements Pop3Command {}

  record Noop() implements Pop3Command {}

  record Quit() implements Pop3Command {}

  /** A line that answers a challenge. */
  record Response(String line) implements Pop3Command {}

  /** A command of a later state, or of no state at all, or one with wrong arguments. */
  record Unknown() implements Pop3Command {}

  /** So long that it was not read to its end: what follows makes no sense any more. */
  record TooLong() implements Pop3Command {}
}
