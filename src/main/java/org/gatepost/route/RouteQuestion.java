package org.gatepost.route;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where does this login belong?
 *
 * @param named what {@code loginName} is
 * @param loginName as the client has typed it; or the account's {@code zimbraId}
 * @param service which of the upstream server's services is wanted
 * @param client where the client comes from
 * @param proxy the address of ours that the client came to
 * @param virtualHost the host name that the client asked for, if a bare login name may be completed
 *     by it
 * @param facts what else is known of the login; it never decides what is remembered
 */
public record RouteQuestion(
    UpstreamProtocol protocol,
    Named named,
    String loginName,
    Service service,
    InetAddress client,
    InetAddress proxy,
    Optional<String> virtualHost,
    LoginFacts facts) {

  /** What an account is asked for by. */
  public enum Named {
    /** By a name that somebody typed. */
    BY_NAME,
    /** By its {@code zimbraId}, as a token of the web has it. */
    BY_ID
  }

  /** What is wanted there. */
  public enum Service {
    /** The account's mailbox. */
    MAILBOX,
    /** The administration console. */
    ADMIN,
    /** The service behind {@code /zx/}. */
    ZX
  }

  /** The question of a mail client's login. */
  public static RouteQuestion ofLogin(
      UpstreamProtocol protocol, String loginName, InetAddress client, InetAddress proxy) {
    return new RouteQuestion(
        protocol,
        Named.BY_NAME,
        loginName,
        Service.MAILBOX,
        client,
        proxy,
        Optional.empty(),
        LoginFacts.NONE);
  }

  /** The same question with the host name that the client asked for. */
  public RouteQuestion toVirtualHost(Optional<String> host) {
    return new RouteQuestion(protocol, named, loginName, service, client, proxy, host, facts);
  }

  /** The same question with what else is known. */
  public RouteQuestion with(LoginFacts known) {
    return new RouteQuestion(
        protocol, named, loginName, service, client, proxy, virtualHost, known);
  }

  /** Whether the name has a domain: an at-sign that is not its last character. */
  public boolean isQualified() {
    int at = loginName.indexOf('@');
    return at >= 0 && at < loginName.length() - 1;
  }
}
