package org.gatepost.net.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What TLS needs for one of the names of a door. */
final class ServerSite implements AutoCloseable {
  private final SslContext context;
  private final Optional<ClientAuthorities> clients;
  private final TicketKeys ticketKeys;
  private final OcspStaples.@Nullable Staple staple;

  private ServerSite(
      SslContext context,
      Optional<ClientAuthorities> clients,
      TicketKeys ticketKeys,
      OcspStaples.@Nullable Staple staple) {
    this.context = context;
    this.clients = clients;
    this.ticketKeys = ticketKeys;
    this.staple = staple;
  }

  /**
   * Makes it ready.
   *
   * @throws IOException with a sentence that names the pair which cannot be used
   */
  static ServerSite of(
      ServerTls.Site site,
      List<String> protocols,
      TlsPolicy policy,
      TicketKeys ticketKeys,
      Optional<OcspStaples> staples)
      throws IOException {
    // A ticket of another site says nothing of a client's certificate.
    TicketKeys keys =
        site.clients()
            .map(own -> ticketKeys.apart(site.pair().origin() + ' ' + own.fingerprint()))
            .orElse(ticketKeys);
    boolean stapling =
        staples.isPresent() && policy.provider() == TlsProvider.NATIVE && OpenSsl.isOcspSupported();
    SslContext context = context(site, protocols, policy, keys, stapling);
    return new ServerSite(
        context, site.clients(), keys, stapling ? staples.get().join(site.pair()) : null);
  }

  private static SslContext context(
      ServerTls.Site site,
      List<String> protocols,
      TlsPolicy policy,
      TicketKeys ticketKeys,
      boolean stapling)
      throws IOException {
    KeyPair pair = site.pair();
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(pair.key(), pair.chain())
              .sslProvider(policy.provider().provider())
              .protocols(policy.protocols())
              .trustManager(
                  site.clients()
                      .map(ClientAuthorities::takingAll)
                      .orElseGet(ClientAuthorities::takingNone))
              .clientAuth(site.clients().isPresent() ? ClientAuth.OPTIONAL : ClientAuth.NONE)
              .enableOcsp(stapling)
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      ApplicationProtocolConfig.Protocol.ALPN,
                      ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                      ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                      protocols));
      if (policy.provider() == TlsProvider.NATIVE) {
        builder.option(OpenSslContextOption.USE_TASKS, false);
        if (!policy.ciphers().isEmpty()) {
          builder.ciphers(policy.ciphers(), SupportedCipherSuiteFilter.INSTANCE);
        }
      }
      SslContext context = builder.build();
      if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
        // Tickets alone: a cache in the process would cost memory for each session of a day.
        sessions.setSessionCacheEnabled(false);
        ticketKeys.share(sessions);
      }
      return context;
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new IOException("TLS cannot be had with " + pair.origin() + ": " + e.getMessage(), e);
    }
  }

  SslContext context() {
    return context;
  }

  Optional<ClientAuthorities> clients() {
    return clients;
  }

  SslHandler newHandler(ByteBufAllocator allocator) {
    SslHandler handler = context.newHandler(allocator);
    byte @Nullable [] response = staple == null ? null : staple.response();
    if (response != null && handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
      engine.setOcspResponse(response);
    }
    return handler;
  }

  /** Gives back native memory, once the last connection that uses it has ended. */
  @Override
  public void close() {
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      ticketKeys.unshare(sessions);
    }
    if (staple != null) {
      staple.leave();
    }
    ReferenceCountUtil.safeRelease(context);
  }
}
