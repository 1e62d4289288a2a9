package org.gatepost.mail.imap;

import org.gatepost.mail.dialogue.ClientId;
import org.gatepost.mail.dialogue.Credentials;
import org.jspecify.annotations.Nullable;

/** What a client may say before its login: RFC 9051 §6.1 and §6.2. */
sealed interface ImapCommand {
  record Capability(String tag) implements ImapCommand {}

  record Noop(String tag) implements ImapCommand {}

  record Logout(String tag) implements ImapCommand {}

  /** RFC 2971. */
  record Id(String tag, ClientId clientId) implements ImapCommand {}

  record StartTls(String tag) implements ImapCommand {}

  /** With the initial response in base64 if there was one: RFC 4959. */
  record Authenticate(String tag, String mechanism, @Nullable String initialResponse)
      implements ImapCommand {}

  record Login(String tag, Credentials credentials) implements ImapCommand {}

  /** The client waits for leave to send a literal that the proxy will take: RFC 9051 §4.3. */
  record LiteralAnnounced() implements ImapCommand {}

  /** A line that answers a challenge. */
  record Response(String line) implements ImapCommand {}

  /** A command of a later state, or of no state at all. */
  record Unknown(String tag, String name) implements ImapCommand {}

  /** Not a command. The tag is {@code *} if not even that could be read. */
  record Malformed(String tag, String reason) implements ImapCommand {}

  /** So long that it was not read to its end: what follows makes no sense any more. */
  record TooLong(String tag) implements ImapCommand {}
}
