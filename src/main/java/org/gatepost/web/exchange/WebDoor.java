package org.gatepost.web.exchange;

import java.util.List;
import java.util.Optional;
import org.gatepost.net.listener.ConnectionLimit;
import org.gatepost.net.tls.ServerTls;
import org.gatepost.settings.Cidr;
import org.gatepost.web.request.ModeRules;
import org.gatepost.web.request.VirtualHosts;
import org.gatepost.web.response.LocationRewrite;

/**
 * A door of the web, with all that holds for those who come through it.
 *
 * @param tls what TLS needs, if it is spoken here
 * @param proxyProtocol whether a PROXY header precedes the first octet
 * @param trustedPeers whose forwarding headers are believed
 * @param modes who is sent from HTTP to HTTPS or back
 * @param securedModes the same for those who came to a trusted balancer by TLS
 * @param strict whether browsers that ask for a host name of nobody's are turned away
 * @param ownName the host name of this proxy, for those who must be sent somewhere
 * @param consolePort where browsers find the administration console
 * @param redirects how upstream servers' redirects are put right
 */
public record WebDoor(
    Kind kind,
    Optional<ServerTls> tls,
    boolean proxyProtocol,
    List<Cidr> trustedPeers,
    ConnectionLimit limit,
    ClientTerms terms,
    ModeRules modes,
    ModeRules securedModes,
    VirtualHosts<Site> sites,
    boolean strict,
    String ownName,
    int consolePort,
    LocationRewrite redirects,
    LocationRewrite securedRedirects) {
  /** What a door is for. */
  public enum Kind {
    /** The web of the users. */
    WEB,
    /** The administration console. */
    ADMIN,
    /** Logins by certificate. */
    CERTIFICATE_LOGIN
  }

  String scheme() {
    return tls.isPresent() ? "https" : "http";
  }
}
