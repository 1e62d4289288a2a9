package org.gatepost.route;

import java.net.InetAddress;
import java.util.Optional;
import org.gatepost.route.RouteQuestion.Named;
import org.gatepost.route.RouteQuestion.Service;

/**
 * Who is this, whose certificate has been verified?
 *
 * @param mailAddress that of the certificate's subject, see {@link SubjectName}
 * @param domain the one domain for whose accounts the certificate's authority may speak; empty: for
 *     all (spec http 9, W-24)
 * @param service what the login is for; the console is for administrators alone
 * @param client where the browser comes from
 * @param proxy the address of ours that it came to
 * @param virtualHost the host name that it asked for
 */
public record CertificateQuestion(
    String mailAddress,
    Optional<String> domain,
    Service service,
    InetAddress client,
    InetAddress proxy,
    Optional<String> virtualHost) {

  /** Whether an account is one of those that the certificate's authority may speak for. */
  boolean admits(String account) {
    int at = account.lastIndexOf('@');
    return domain.isEmpty()
        || (at >= 0 && account.substring(at + 1).equalsIgnoreCase(domain.get()));
  }

  /** The question for the account behind the address. */
  public RouteQuestion toAccount() {
    return new RouteQuestion(
        UpstreamProtocol.HTTP,
        Named.BY_NAME,
        mailAddress,
        service,
        client,
        proxy,
        virtualHost,
        LoginFacts.NONE);
  }
}
