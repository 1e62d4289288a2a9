package org.gatepost.web.exchange;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.gatepost.net.Addresses;
import org.gatepost.route.CertificateQuestion;
import org.gatepost.route.LoginFacts;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.RouteQuestion.Named;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.web.pool.Peer;
import org.gatepost.web.request.BadRequestException;
import org.gatepost.web.request.HostName;
import org.gatepost.web.request.Identities;
import org.gatepost.web.request.Identity;
import org.gatepost.web.request.ModeRules;
import org.gatepost.web.request.Place;
import org.gatepost.web.response.LocationRewrite;
import org.jspecify.annotations.Nullable;

/**
 * What a request says, read once: what it asks for, of whom, and whether it is fit to be served.
 */
final class Arrival {
  /** What comes with an upload around the file: the borders of a form. */
  private static final long FORM_OCTETS = 65_536;

  private final Client client;
  private final WebDoor door;
  private final HttpRequest request;
  private final String requestId;
  private final InetSocketAddress realClient;
  private final Site site;
  private final @Nullable NettyHead head;
  private final String hostName;
  private final boolean secure;
  private final boolean acceptsHtml;
  private final HttpVersion version;
  private boolean http2;
  private int refusal;
  private String fault = "";

  Arrival(Client client, HttpRequest request, RequestIds ids) {
    this.client = client;
    this.door = client.door();
    this.request = request;
    HttpHeaders headers = request.headers();
    this.requestId = Forwarding.requestId(client, headers, ids);
    this.realClient = Forwarding.realClient(client, headers);
    this.version = request.protocolVersion();
    this.secure = client.isSecure() || Forwarding.saysSecure(client, headers);
    this.acceptsHtml = accepts(headers);
    this.refusal = RequestCheck.refusal(request);
    this.head = read();
    this.hostName = head == null ? "" : HostName.of(head.host());
    this.site = door.sites().orDefault(hostName);
    if (refusal == 0) {
      checkHost();
    }
  }

  private @Nullable NettyHead read() {
    try {
      return NettyHead.of(request);
    } catch (BadRequestException e) {
      refuse(400, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void refuse(int status, String why) {
    if (refusal == 0) {
      refusal = status;
      fault = why;
    }
  }

  /** It could not be read at all. */
  void isNoHttp(int status, String why) {
    refusal = status;
    fault = why;
  }

  private void checkHost() {
    if (head != null && hostName.isEmpty() && !head.host().isEmpty()) {
      refuse(400, "no host name: " + head.host());
    }
    if (door.strict() && client.isSecure() && !isOurs()) {
      refuse(400, "no host of ours: " + hostName);
    }
    // Who has shown no certificate to one domain must not reach another's pages on that connection.
    if (client.isSecure() && !client.isSameSite(hostName)) {
      refuse(421, "the connection was made to " + client.serverName().orElse("no name"));
    }
    if (site.certificate() == Site.ClientCertificate.ON
        && client.isSecure()
        && client.certificate().isEmpty()) {
      refuse(door.kind() == WebDoor.Kind.CERTIFICATE_LOGIN ? 403 : 400, "no certificate was shown");
    }
  }

  private boolean isOurs() {
    return door.sites().isOurs(hostName) || hostName.equals(HostName.of(client.localText()));
  }

  private static boolean accepts(HttpHeaders headers) {
    String accept = headers.get(HttpHeaderNames.ACCEPT);
    return accept != null && accept.contains("text/html");
  }

  /** The status that it is refused with, or 0. */
  int refusal() {
    return refusal;
  }

  String fault() {
    return fault;
  }

  Client client() {
    return client;
  }

  Site site() {
    return site;
  }

  String requestId() {
    return requestId;
  }

  InetSocketAddress realClient() {
    return realClient;
  }

  /** The address of {@link #realClient}, as headers and logs have it. */
  String realClientText() {
    return realClient.equals(client.peer())
        ? client.peerText()
        : Addresses.text(realClient.getAddress());
  }

  private NettyHead head() {
    if (head == null) {
      throw new IllegalStateException("a request that was refused goes nowhere");
    }
    return head;
  }

  /** Whether the browser speaks TLS, with us or with a balancer that we trust. */
  boolean isSecure() {
    return secure;
  }

  String scheme() {
    return secure ? "https" : "http";
  }

  /** How redirects of upstream servers are put right for this browser. */
  LocationRewrite redirects() {
    return secure ? door.securedRedirects() : door.redirects();
  }

  /** Where the browser is sent instead of being served. */
  Optional<String> redirect() {
    ModeRules rules = secure ? door.securedModes() : door.modes();
    return switch (rules.mode()) {
      case HTTP, HTTPS, BOTH -> Optional.empty();
      case REDIRECT, MIXED -> rules.redirect(head(), knownHost());
    };
  }

  /**
   * The host that is asked for if it is one of ours, else our own name: never a stranger's word.
   */
  String knownHost() {
    return isOurs() ? hostName : door.ownName();
  }

  Place place() {
    return site.paths().find(head(), realClient.getAddress());
  }

  Identity identity(Service service) {
    return Identities.find(head(), service);
  }

  RouteQuestion question(boolean tls, Named named, String name, Service service) {
    String host = head().host();
    return new RouteQuestion(
        tls ? UpstreamProtocol.HTTPS : UpstreamProtocol.HTTP,
        named,
        name,
        service,
        realClient.getAddress(),
        client.local().getAddress(),
        host.isEmpty() ? Optional.empty() : Optional.of(host),
        LoginFacts.NONE);
  }

  /** The question for the login of a certificate's owner. */
  CertificateQuestion certificateQuestion(String mailAddress, Service service) {
    return new CertificateQuestion(
        mailAddress,
        site.certifiedDomain(),
        service,
        realClient.getAddress(),
        client.local().getAddress(),
        Optional.of(knownHost()));
  }

  /** The path that is asked for, in its one normal form. */
  String path() {
    return head().target().path();
  }

  /** What is asked for, as it was received. */
  String target() {
    return head().target().raw();
  }

  /** The host that is asked for, with its port; this door's address if none is. */
  String host() {
    String asked = head == null ? "" : head.host();
    return asked.isEmpty() ? client.localText() : asked;
  }

  /** The console believes that it is asked at its own port. */
  void setUpstreamHost(HttpRequest upstream, Peer peer) {
    if (door.kind() == WebDoor.Kind.ADMIN) {
      upstream.headers().set(HttpHeaderNames.HOST, hostName + ':' + peer.address().getPort());
    }
  }

  long maxBodyOctets() {
    ClientTerms terms = door.terms();
    long most = terms.maxBodyOctets() == 0 ? Long.MAX_VALUE : terms.maxBodyOctets();
    boolean upload =
        terms.maxUploadOctets() > 0 && head().target().path().equals("/service/upload");
    return upload ? Math.min(most, terms.maxUploadOctets() + FORM_OCTETS) : most;
  }

  /** Who HTTP's basic authentication says that it is. */
  @Nullable String basicUser() {
    return head == null ? null : Identities.basicUser(head);
  }

  /** The host as it was asked for. */
  String loggedHost() {
    return head == null ? "" : head.host();
  }

  /** It came by HTTP/2, though it has the form of HTTP/1.1. */
  void isHttp2() {
    http2 = true;
  }

  /** The protocol, as the log calls it. */
  String protocol() {
    return http2 ? "HTTP/2.0" : version.text();
  }

  boolean wantsHtml() {
    return acceptsHtml;
  }

  /** RFC 9110 §15.2. */
  boolean understandsInformational() {
    return version.equals(HttpVersion.HTTP_1_1);
  }
}
