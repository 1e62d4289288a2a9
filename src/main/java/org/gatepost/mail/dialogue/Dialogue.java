package org.gatepost.mail.dialogue;

import java.util.List;

/**
 * The client's side of a session up to the relay: a command goes in, steps come out.
 *
 * <p>A dialogue knows no sockets, threads or clocks, so that a test of it is a transcript. It is
 * confined to the client channel's event loop. After a {@link Step.LogIn} it hears nothing until
 * {@link #loginFailed}; after a successful login it is dropped.
 *
 * @param <C> the commands of the protocol
 */
public interface Dialogue<C> {
  /** The first words to a client that may come in. */
  List<Step> greet();

  /** The answer to one command. */
  List<Step> on(C command);

  /** TLS has begun after a {@link Step.StartTls}: what was said in the clear is forgotten. */
  void secured();

  /** The answer to the last {@link Step.LogIn}, which came to nothing. */
  List<Step> loginFailed(Refusal refusal);

  /** The last words to a client whom the proxy sends away; the connection closes after them. */
  List<Step> part(Parting parting);
}
