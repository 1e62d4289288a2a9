package org.gatepost.net.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards clients at one door: a certificate for each name that a client may ask for (SNI, RFC
 * 6066 §3), a default for all others, and the protocols that are spoken inside (ALPN, RFC 7301).
 */
public final class ServerTls implements AutoCloseable {
  private static final AttributeKey<String> NAME_ASKED_FOR =
      AttributeKey.valueOf(ServerTls.class, "nameAskedFor");
  private static final AttributeKey<ServerSite> SITE =
      AttributeKey.valueOf(ServerTls.class, "site");
  private static final AttributeKey<Optional<X509Certificate>> CLIENT_CERTIFICATE =
      AttributeKey.valueOf(ServerTls.class, "clientCertificate");

  private final List<String> protocols;
  private final ServerSite byDefault;
  private final Map<String, ServerSite> byName;
  private final List<ServerSite> all;

  /**
   * What clients of a name see.
   *
   * @param clients whose certificates a client may show; empty: none is asked for one
   */
  public record Site(KeyPair pair, Optional<ClientAuthorities> clients) {
    /** One that asks no client for a certificate. */
    public static Site of(KeyPair pair) {
      return new Site(pair, Optional.empty());
    }
  }

  private ServerTls(
      List<String> protocols,
      ServerSite byDefault,
      Map<String, ServerSite> byName,
      List<ServerSite> all) {
    this.protocols = protocols;
    this.byDefault = byDefault;
    this.byName = byName;
    this.all = all;
  }

  /**
   * Makes ready what a door of one protocol needs that asks no client for a certificate.
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

  /** The same for a door that speaks several protocols, the one that is liked best first. */
  public static ServerTls of(
      List<String> protocols,
      KeyPair byDefault,
      Map<String, KeyPair> byName,
      TlsPolicy policy,
      TicketKeys ticketKeys,
      List<X509Certificate> clientAuthorities)
      throws IOException {
    Optional<ClientAuthorities> clients =
        clientAuthorities.isEmpty()
            ? Optional.empty()
            : Optional.of(ClientAuthorities.of(clientAuthorities));
    Map<String, Site> sites = new HashMap<>();
    byName.forEach((name, pair) -> sites.put(name, new Site(pair, clients)));
    return of(protocols, new Site(byDefault, clients), sites, policy, ticketKeys, Optional.empty());
  }

  /**
   * Makes ready what a door needs whose names differ in whom they ask for a certificate.
   *
   * @param protocols their names in ALPN, the one that is liked best first; a client that names
   *     none is served, and {@link #protocolOf} is empty for it
   * @param byName by host name or {@code *.name}
   * @param staples shown with certificates, where there are any (OCSP, RFC 6066 §8); empty: never
   * @throws IOException with a sentence that names the pair which cannot be used
   */
  public static ServerTls of(
      List<String> protocols,
      Site byDefault,
      Map<String, Site> byName,
      TlsPolicy policy,
      TicketKeys ticketKeys,
      Optional<OcspStaples> staples)
      throws IOException {
    // Names with the same certificate and the same authorities share what TLS needs for them.
    Map<Site, ServerSite> sites = new HashMap<>();
    Map<String, ServerSite> named = new HashMap<>();
    try {
      for (Map.Entry<String, Site> name : byName.entrySet()) {
        ServerSite site = sites.get(name.getValue());
        if (site == null) {
          site = ServerSite.of(name.getValue(), protocols, policy, ticketKeys, staples);
          sites.put(name.getValue(), site);
        }
        named.put(name.getKey().toLowerCase(Locale.ROOT), site);
      }
      ServerSite unnamed = sites.get(byDefault);
      if (unnamed == null) {
        unnamed = ServerSite.of(byDefault, protocols, policy, ticketKeys, staples);
        sites.put(byDefault, unnamed);
      }
      return new ServerTls(List.copyOf(protocols), unnamed, named, List.copyOf(sites.values()));
    } catch (IOException e) {
      sites.values().forEach(ServerSite::close);
      throw e;
    }
  }

  /** Gives back native memory, once the last connection that uses it has ended. */
  @Override
  public void close() {
    all.forEach(ServerSite::close);
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

  static void isServedBy(Channel channel, ServerSite site) {
    channel.attr(SITE).set(site);
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

  /**
   * The certificate that a client has shown and that one of the site's authorities vouches for. It
   * holds for the name that the client has asked for in its hello, see {@link #isSameSite}. After
   * the handshake, on the channel's event loop; judged once.
   */
  public static Optional<X509Certificate> clientCertificate(Channel channel) {
    Optional<X509Certificate> known = channel.attr(CLIENT_CERTIFICATE).get();
    if (known == null) {
      known = judged(channel);
      channel.attr(CLIENT_CERTIFICATE).set(known);
    }
    return known;
  }

  private static Optional<X509Certificate> judged(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    ServerSite site = channel.attr(SITE).get();
    if (tls == null || site == null || site.clients().isEmpty()) {
      return Optional.empty();
    }
    X509Certificate[] chain = chain(tls);
    return chain.length > 0 && site.clients().get().vouchFor(chain)
        ? Optional.of(chain[0])
        : Optional.empty();
  }

  /** Whether a client has shown a certificate at all, of whomsoever. */
  public static boolean hasShownCertificate(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    return tls != null && chain(tls).length > 0;
  }

  private static X509Certificate[] chain(SslHandler tls) {
    try {
      Certificate[] shown = tls.engine().getSession().getPeerCertificates();
      X509Certificate[] chain = new X509Certificate[shown.length];
      System.arraycopy(shown, 0, chain, 0, shown.length);
      return chain;
    } catch (SSLPeerUnverifiedException none) {
      return new X509Certificate[0];
    }
  }

  /**
   * Whether a client that wants a host on a connection of this door would have been asked for the
   * certificates of the same authorities, had it named that host in its hello. If not, it must come
   * again on a connection of its own: 421 (RFC 9110 §15.5.20).
   */
  public boolean isSameSite(Channel channel, String host) {
    ServerSite asked = siteFor(host);
    ServerSite served = channel.attr(SITE).get();
    return served == asked || (served != null && served.clients().equals(asked.clients()));
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

  ServerSite siteFor(@Nullable String serverName) {
    if (serverName == null || byName.isEmpty()) {
      return byDefault;
    }
    String name = serverName.toLowerCase(Locale.ROOT);
    ServerSite exact = byName.get(name);
    if (exact != null) {
      return exact;
    }
    int dot = name.indexOf('.');
    return dot < 0 ? byDefault : byName.getOrDefault("*" + name.substring(dot), byDefault);
  }
}
