package org.gatepost.net.tls;

import java.util.List;

/**
 * Which TLS is spoken.
 *
 * @param protocols {@code TLSv1.2}, {@code TLSv1.3}
 * @param ciphers OpenSSL names for TLS 1.2, best first; empty for the provider's own choice
 */
public record TlsPolicy(TlsProvider provider, List<String> protocols, List<String> ciphers) {
  public TlsPolicy {
    protocols = List.copyOf(protocols);
    ciphers = List.copyOf(ciphers);
  }
}
