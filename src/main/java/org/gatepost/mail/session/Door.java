package org.gatepost.mail.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatepost.mail.dialogue.ClearText;
import org.gatepost.mail.upstream.UpstreamTerms;
import org.gatepost.net.listener.ConnectionLimit;
import org.gatepost.net.tls.ServerTls;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.settings.Cidr;

/**
 * One door: a protocol, how it is encrypted, and what holds for those who come in.
 *
 * @param tls certificates; empty if the door has no TLS at all
 * @param clearText how a connection begins; {@link ClearText#SECURED} for implicit TLS
 * @param proxyProtocol whether a PROXY header must come first
 * @param trustedPeers whose PROXY header is believed
 * @param upstreamProtocol how upstream servers are spoken to
 */
public record Door(
    MailProtocol<?> protocol,
    Optional<ServerTls> tls,
    ClearText clearText,
    boolean proxyProtocol,
    List<Cidr> trustedPeers,
    ConnectionLimit limit,
    UpstreamProtocol upstreamProtocol,
    UpstreamTerms upstreamTerms,
    Clocks clocks) {
  public Door {
    trustedPeers = List.copyOf(trustedPeers);
  }

  /**
   * How long things may take.
   *
   * @param command silence of a client that has not logged in
   * @param login from the connection to a successful login, less the time that the proxy itself
   *     needs
   * @param refusal how long a refused login waits for its answer
   * @param session silence of both sides after the login
   */
  public record Clocks(Duration command, Duration login, Duration refusal, Duration session) {}

  boolean isImplicitTls() {
    return tls.isPresent() && clearText == ClearText.SECURED;
  }
}
