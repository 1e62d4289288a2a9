package org.gatepost.web.exchange;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.gatepost.net.Addresses;
import org.gatepost.net.tls.ServerTls;
import org.gatepost.settings.Cidr;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of a connection, and how it came. Confined to its event loop. */
final class Client {
  private final SocketChannel channel;
  private final WebDoor door;
  private final InetSocketAddress local;
  private final String localText;
  private InetSocketAddress peer;
  private String peerText;
  private boolean trusted;
  private @Nullable String tls;
  private @Nullable String serverName;

  Client(SocketChannel channel, WebDoor door) {
    this.channel = channel;
    this.door = door;
    this.local = Addresses.normal(channel.localAddress());
    this.localText = Addresses.text(local);
    this.peer = Addresses.normal(channel.remoteAddress());
    this.peerText = Addresses.text(peer.getAddress());
    this.trusted = Cidr.anyContains(door.trustedPeers(), peer.getAddress());
  }

  /** A PROXY header of a trusted peer named somebody; whoever it is, is trusted anew. */
  boolean isNamed(@Nullable InetSocketAddress named) {
    if (!trusted) {
      return false;
    }
    if (named != null) {
      peer = named;
      peerText = Addresses.text(named.getAddress());
      trusted = Cidr.anyContains(door.trustedPeers(), named.getAddress());
    }
    return true;
  }

  void isSecured() {
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    if (handler != null) {
      SSLSession session = handler.engine().getSession();
      tls = session.getProtocol() + ' ' + session.getCipherSuite();
      serverName =
          ServerTls.nameAskedFor(channel).map(name -> name.toLowerCase(Locale.ROOT)).orElse(null);
    }
  }

  EventLoop loop() {
    return channel.eventLoop();
  }

  SocketChannel channel() {
    return channel;
  }

  WebDoor door() {
    return door;
  }

  /** The address of ours that it came to. */
  InetSocketAddress local() {
    return local;
  }

  /** The other end of the connection, or whom a PROXY header names. */
  InetSocketAddress peer() {
    return peer;
  }

  /** The address of {@link #peer}, as headers have it. */
  String peerText() {
    return peerText;
  }

  /** The same with its port, as logs have it. */
  String localText() {
    return localText;
  }

  /** Whether its forwarding headers are believed. */
  boolean isTrusted() {
    return trusted;
  }

  /** The certificate that it has shown and that was verified. */
  Optional<X509Certificate> certificate() {
    return ServerTls.clientCertificate(channel);
  }

  /** Whether what it has shown of itself holds for that host too. */
  boolean isSameSite(String host) {
    return door.tls().map(tls -> tls.isSameSite(channel, host)).orElse(true);
  }

  boolean isSecure() {
    return tls != null;
  }

  /** Version and cipher of its TLS. */
  Optional<String> tls() {
    return Optional.ofNullable(tls);
  }

  /** The name that it asked for by SNI, in lower case. */
  Optional<String> serverName() {
    return Optional.ofNullable(serverName);
  }
}
