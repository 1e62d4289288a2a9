package org.gatepost.mail.dialogue;

/** What a dialogue wants done next; a list of steps is carried out in its order. */
public sealed interface Step {
  /** Send a line; CRLF is added. The text is ISO-8859-1, one character an octet. */
  record Send(String line) implements Step {}

  /** Send what an upstream server said, untouched: whole lines with their ends. */
  record Relay(Octets reply) implements Step {}

  /** Send a line; the client's next line is the answer to it and no command. */
  record Challenge(String line) implements Step {}

  /** Drop all that was received in the clear and begin TLS: RFC 9051 §6.2.1, RFC 2595 §4. */
  record StartTls() implements Step {}

  /** Try to log in; nothing more is read from the client until that has ended. */
  record LogIn(LoginRequest request) implements Step {}

  /** Close the connection once all that was sent before is out. */
  record Close() implements Step {}
}
