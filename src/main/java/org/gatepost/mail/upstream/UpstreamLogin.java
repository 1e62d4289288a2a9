package org.gatepost.mail.upstream;

/**
 * The proxy's side of a login at an upstream server: a line comes in, a step comes out.
 *
 * <p>Plain Java, confined to one event loop, used once. Lines are ISO-8859-1 texts, a character an
 * octet, less their line end.
 */
public interface UpstreamLogin {
  /** The answer to one line of the upstream server. */
  UpstreamStep on(String line);

  /** What is awaited, for the log: "reading greeting from upstream" and the like. */
  String awaiting();
}
