package org.gatepost.route;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What is known of a login beside its name, for servers that want to hear of it (spec mail 1.8).
 *
 * @param attempt how often this question is asked on behalf of one client, from 1
 * @param password the client's, for servers that verify it themselves
 * @param tls how the client's connection is encrypted, if it is
 * @param proxyHeader what a balancer in front said of the connection, if it did
 */
public record LoginFacts(
    int attempt,
    Optional<Password> password,
    Optional<Tls> tls,
    Optional<ProxyHeader> proxyHeader) {
  public static final LoginFacts NONE =
      new LoginFacts(1, Optional.empty(), Optional.empty(), Optional.empty());

  /** The same facts, asked for the nth time. */
  public LoginFacts attempt(int number) {
    return new LoginFacts(number, password, tls, proxyHeader);
  }

  /**
   * A client's encryption.
   *
   * @param protocol such as {@code TLSv1.3}
   * @param cipher as OpenSSL names it where that is known
   */
  public record Tls(String protocol, String cipher) {}

  /** The addresses in a PROXY header: the client's, and the one that it came to. */
  public record ProxyHeader(InetSocketAddress source, InetSocketAddress destination) {}
}
