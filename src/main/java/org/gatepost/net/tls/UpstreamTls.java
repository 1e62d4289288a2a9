package org.gatepost.net.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** TLS towards upstream servers: certificate and name are verified unless that was given up. */
public final class UpstreamTls implements AutoCloseable {
  private final SslContext context;

  private UpstreamTls(SslContext context) {
    this.context = context;
  }

  /**
   * Believes the certificates of a PEM file, or of the Java runtime if none is given.
   *
   * @throws IOException with a sentence, if the file cannot be used
   */
  public static UpstreamTls verified(Optional<Path> authorities, TlsPolicy policy)
      throws IOException {
    SslContextBuilder builder = builder(policy).endpointIdentificationAlgorithm("HTTPS");
    try {
      authorities.ifPresent(file -> builder.trustManager(file.toFile()));
      return new UpstreamTls(builder.build());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "no certificates can be read from " + authorities.map(Path::toString).orElse("Java"), e);
    }
  }

  /** Believes everybody. */
  public static UpstreamTls insecure(TlsPolicy policy) throws IOException {
    return new UpstreamTls(
        builder(policy)
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(nothing())
            .build());
  }

  private static SslContextBuilder builder(TlsPolicy policy) {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(policy.provider().provider())
            .protocols(policy.protocols());
    return policy.provider() == TlsProvider.NATIVE
        ? builder.option(OpenSslContextOption.USE_TASKS, false)
        : builder;
  }

  // Null is how Netty spells "do not verify the name".
  @SuppressWarnings("NullAway")
  private static String nothing() {
    @Nullable String nothing = null;
    return nothing;
  }

  /** A new handler for a connection to a host, whose name is verified and sent as SNI. */
  public SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
    return context.newHandler(allocator, host, port);
  }

  /** Gives back native memory, once the last connection that uses it has ended. */
  @Override
  public void close() {
    ReferenceCountUtil.safeRelease(context);
  }
}
