package org.gatepost.mail.sasl;

/**
 * The server's side of one authentication exchange.
 *
 * <p>No initial response and an empty one are not the same (RFC 4422 §4.3.1): with none, {@link
 * #start} asks for the first; an empty one goes to {@link #respond} like any other.
 */
public sealed interface SaslExchange permits PlainExchange, LoginExchange {
  /** The first challenge, for a client that sent no initial response. */
  SaslStep start();

  /** The answer to a response, the initial one included. */
  SaslStep respond(byte[] response);
}
