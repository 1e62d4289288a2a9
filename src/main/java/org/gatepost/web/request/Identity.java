package org.gatepost.web.request;

import java.util.Optional;

/** Whose server a request belongs to, as far as the request tells; nobody has verified it. */
public sealed interface Identity {
  /** It does not tell. */
  record Nobody() implements Identity {}

  /**
   * The name of an account, as somebody has typed it.
   *
   * @param name not empty, without control characters
   */
  record User(String name) implements Identity {}

  /**
   * An account by its {@code zimbraId}, from a token.
   *
   * @param version of the server that has issued the token, if it tells
   */
  record Account(String id, Optional<String> version) implements Identity {}
}
