package org.gatepost.mail.session;

import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.gatepost.mail.dialogue.Credentials;
import org.gatepost.mail.dialogue.LoginRequest;
import org.gatepost.mail.login.LoginTask;
import org.gatepost.net.Addresses;
import org.gatepost.net.listener.ConnectionLimit;
import org.gatepost.net.tls.ServerTls;
import org.gatepost.route.LoginFacts;
import org.gatepost.route.LoginFacts.ProxyHeader;
import org.gatepost.route.LoginFacts.Tls;
import org.gatepost.route.Password;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.settings.Cidr;
import org.gatepost.telemetry.SessionLabel;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is and how it came: the address that counts, its TLS, its place under the door's
 * limit. Confined to the channel's event loop.
 */
final class ClientConnection {
  private final long id;
  private final String protocol;
  private final String listener;
  private final ConnectionLimit limit;

  private @Nullable SocketChannel channel;
  private InetSocketAddress address = new InetSocketAddress(0);
  private InetSocketAddress proxy = new InetSocketAddress(0);
  private @Nullable Place place;
  private boolean named;
  private int attempts;
  private boolean startTls;
  private @Nullable SessionLabel label;

  ClientConnection(long id, String protocol, String listener, ConnectionLimit limit) {
    this.id = id;
    this.protocol = protocol;
    this.listener = listener;
    this.limit = limit;
  }

  void isOn(SocketChannel accepted) {
    channel = accepted;
    address = Addresses.normal(accepted.remoteAddress());
    proxy = Addresses.normal(accepted.localAddress());
  }

  /** A PROXY header named a client, or nobody: believed if the peer may name one. */
  boolean isNamed(@Nullable InetSocketAddress header, List<Cidr> trustedPeers) {
    boolean trusted = Cidr.anyContains(trustedPeers, address.getAddress());
    if (header != null && trusted) {
      address = header;
      named = true;
      label = null;
    }
    return trusted;
  }

  /** TLS has begun. */
  void isSecured(boolean byStartTls) {
    startTls = byStartTls;
    label = null;
  }

  SocketChannel channel() {
    if (channel == null) {
      throw new IllegalStateException("no channel yet");
    }
    return channel;
  }

  /** Takes a place at the door, if there is one. */
  boolean enter() {
    if (limit.enter(address.getAddress())) {
      place = new Place(limit, address.getAddress());
    }
    return place != null;
  }

  /** Gives the place back, if it has one. */
  void leave() {
    if (place != null) {
      place.leave();
      place = null;
    }
  }

  /** The place goes to somebody else, who gives it back. */
  Place handOverPlace() {
    Place handedOver = place;
    if (handedOver == null) {
      throw new IllegalStateException("who has not come in cannot log in");
    }
    place = null;
    return handedOver;
  }

  /** A place at the door, taken. */
  record Place(ConnectionLimit limit, InetAddress address) {
    void leave() {
      limit.leave(address);
    }
  }

  SessionLabel label() {
    SessionLabel known = label;
    if (known == null) {
      known =
          new SessionLabel(
              id,
              protocol,
              Addresses.text(address),
              Addresses.text(address.getAddress()),
              address.getPort(),
              listener,
              startTls,
              tls().map(SSLSession::getProtocol));
      label = known;
    }
    return known;
  }

  private Optional<SSLSession> tls() {
    return Optional.ofNullable(channel().pipeline().get(SslHandler.class))
        .map(tls -> tls.engine().getSession());
  }

  LoginTask task(LoginRequest request, Door door, MailProtocol<?> mailProtocol) {
    return new LoginTask(
        channel().eventLoop(),
        request,
        question(request.credentials(), door.upstreamProtocol()),
        Addresses.text(address) + "->" + Addresses.text(proxy),
        Addresses.text(address.getAddress()),
        Addresses.text(proxy.getAddress()),
        door.upstreamTerms(),
        mailProtocol.upstreamLogin());
  }

  private RouteQuestion question(Credentials credentials, UpstreamProtocol upstream) {
    return RouteQuestion.ofLogin(
            upstream, credentials.loginName(), address.getAddress(), proxy.getAddress())
        .toVirtualHost(ServerTls.nameAskedFor(channel()))
        .with(
            new LoginFacts(
                ++attempts,
                Optional.of(new Password(credentials.password().octets().toArray())),
                tls().map(session -> new Tls(session.getProtocol(), session.getCipherSuite())),
                proxyHeader()));
  }

  private Optional<ProxyHeader> proxyHeader() {
    return named ? Optional.of(new ProxyHeader(address, proxy)) : Optional.empty();
  }
}
