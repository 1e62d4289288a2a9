package org.gatepost.net.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards clients at one door: a certificate for each name that a client may ask for (SNI, RFC
 * 6066 §3), a default for all others, and the protocols that are spoken inside (ALPN, RFC 7301).
 */
public final class ServerTls implements AutoCloseable {
  private static final AttributeKey<String> NAME_ASKED_FOR =
      AttributeKey.valueOf(ServerTls.class, "nameAskedFor");

  private final List<String> protocols;
  private final SslContext byDefault;
  private final Map<String, SslContext> byName;
  private final TicketKeys ticketKeys;

  private ServerTls(
      List<String> protocols,
      SslContext byDefault,
      Map<String, SslContext> byName,
      TicketKeys ticketKeys) {
    this.protocols = protocols;
    this.byDefault = byDefault;
    this.byName = byName;
    this.ticketKeys = ticketKeys;
  }

  /**
   * Makes ready what a door needs.
   *
   * @param protocol the name of the protocol in ALPN: {@code imap} or {@code pop3}
   * @param byName by host name or {@code *.name}
   * @throws IOException with a sentence that names the pair which cannot be used
   */
  public static ServerTls of(
      String protocol,
      KeyPair byDefault,
      Map<String, KeyPair> byName,
      TlsPolicy policy,
      TicketKeys ticketKeys)
      throws IOException {
    return of(protocol, byDefault, byName, policy, ticketKeys, List.of());
  }

  /**
   * The same for a door that asks for a client's certificate and does without.
   *
   * @param clientAuthorities whose certificates are taken; none: no client is asked
   */
  public static ServerTls of(
      String protocol,
      KeyPair byDefault,
      Map<String, KeyPair> byName,
      TlsPolicy policy,
      TicketKeys ticketKeys,
      List<X509Certificate> clientAuthorities)
      throws IOException {
    return of(List.of(protocol), byDefault, byName, policy, ticketKeys, clientAuthorities);
  }

  /**
   * The same for a door that speaks several protocols.
   *
   * @param protocols their names in ALPN, the one that is liked best first; a client that names
   *     none is served and {@link #protocolOf} is empty for it
   */
  public static ServerTls of(
      List<String> protocols,
      KeyPair byDefault,
      Map<String, KeyPair> byName,
      TlsPolicy policy,
      TicketKeys ticketKeys,
      List<X509Certificate> clientAuthorities)
      throws IOException {
    Map<String, SslContext> contexts = new HashMap<>();
    for (Map.Entry<String, KeyPair> named : byName.entrySet()) {
      contexts.put(
          named.getKey().toLowerCase(Locale.ROOT),
          context(protocols, named.getValue(), policy, ticketKeys, clientAuthorities));
    }
    return new ServerTls(
        List.copyOf(protocols),
        context(protocols, byDefault, policy, ticketKeys, clientAuthorities),
        contexts,
        ticketKeys);
  }

  private static SslContext context(
      List<String> protocols,
      KeyPair pair,
      TlsPolicy policy,
      TicketKeys ticketKeys,
      List<X509Certificate> clientAuthorities)
      throws IOException {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(pair.key(), pair.chain())
              .sslProvider(policy.provider().provider())
              .protocols(policy.protocols())
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      ApplicationProtocolConfig.Protocol.ALPN,
                      ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                      ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                      protocols));
      if (!clientAuthorities.isEmpty()) {
        builder.trustManager(clientAuthorities).clientAuth(ClientAuth.OPTIONAL);
      }
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

  /** Gives back native memory, once the last connection that uses it has ended. */
  @Override
  public void close() {
    release(byDefault);
    byName.values().forEach(this::release);
  }

  private void release(SslContext context) {
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      ticketKeys.unshare(sessions);
    }
    ReferenceCountUtil.safeRelease(context);
  }

  /** A new handler that begins TLS with the client's hello; it replaces itself. */
  public ChannelHandler newHandler() {
    return new ClientHelloHandler(this);
  }

  static void isAskedFor(Channel channel, @Nullable String serverName) {
    if (serverName != null) {
      channel.attr(NAME_ASKED_FOR).set(serverName);
    }
  }

  /** The name that a client has asked for by SNI, if it did. */
  public static Optional<String> nameAskedFor(Channel channel) {
    return channel.hasAttr(NAME_ASKED_FOR)
        ? Optional.ofNullable(channel.attr(NAME_ASKED_FOR).get())
        : Optional.empty();
  }

  /** The protocol that both sides have agreed on by ALPN, if the client named any. */
  public static Optional<String> protocolOf(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    return tls == null ? Optional.empty() : Optional.ofNullable(tls.applicationProtocol());
  }

  /** Whether a client that offers these protocols can be served: RFC 7301 §3.2. */
  boolean speaksOneOf(Iterable<String> offered) {
    for (String name : offered) {
      if (protocols.contains(name)) {
        return true;
      }
    }
    return false;
  }

  SslContext contextFor(@Nullable String serverName) {
    if (serverName == null || byName.isEmpty()) {
      return byDefault;
    }
    String name = serverName.toLowerCase(Locale.ROOT);
    SslContext exact = byName.get(name);
    if (exact != null) {
      return exact;
    }
    int dot = name.indexOf('.');
    return dot < 0 ? byDefault : byName.getOrDefault("*" + name.substring(dot), byDefault);
  }
}
