package org.gatepost.net.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/**
 * Whose TLS: the native one, a third of the CPU of a handshake; the JDK's where that is missing.
 */
public enum TlsProvider {
  NATIVE(SslProvider.OPENSSL_REFCNT),
  JDK(SslProvider.JDK);

  private final SslProvider provider;

  TlsProvider(SslProvider provider) {
    this.provider = provider;
  }

  /** The best that this machine has. */
  public static TlsProvider best() {
    return OpenSsl.isAvailable() ? NATIVE : JDK;
  }

  SslProvider provider() {
    return provider;
  }
}
