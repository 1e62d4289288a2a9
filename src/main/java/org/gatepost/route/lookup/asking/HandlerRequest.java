package org.gatepost.route.lookup.asking;

import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import org.gatepost.net.Addresses;
import org.gatepost.route.CertificateQuestion;
import org.gatepost.route.NameEscape;
import org.gatepost.route.Password;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.settings.Cidr;

/** What a lookup handler is sent, byte for byte as the original does it (spec mail 1.2 to 1.4). */
final class HandlerRequest {
  private static final String PROXY_NAME = "zmnginx";

  private final URI handler;
  private final HandlerTerms terms;

  HandlerRequest(URI handler, HandlerTerms terms) {
    this.handler = handler;
    this.terms = terms;
  }

  byte[] of(RouteQuestion question) {
    boolean web = question.protocol().isWeb();
    var text =
        RequestText.get(handler)
            .header("Auth-Method", method(question.named()))
            .header("Auth-User", NameEscape.escaped(Octets.of(question.loginName())))
            // The handler decides nothing by a password, so none is ever told to it.
            .header("Auth-Pass", "_password_")
            .header("Auth-Protocol", question.protocol().word())
            .header("Auth-Login-Attempt", web ? "0" : String.valueOf(question.facts().attempt()))
            .header("X-Proxy-IP", address(question.proxy()))
            .header("Client-IP", address(question.client()));
    service(text, question.service());
    if (web) {
      virtualHost(text, question.virtualHost());
    }
    return end(text);
  }

  /**
   * The question for a token. Handlers look at nothing of the subject but the mail address, and old
   * ones read it from a form that escapes nothing: so it is all they are told (spec http 9, W-24).
   */
  byte[] of(CertificateQuestion question) {
    var text =
        RequestText.get(handler)
            .header("Auth-Method", "certauth")
            .header(
                "Auth-User",
                NameEscape.escaped(Octets.of("/emailAddress=" + question.mailAddress())))
            .header("Auth-Pass", "_password_")
            .header("Auth-Protocol", UpstreamProtocol.HTTP.word())
            .header("Auth-Login-Attempt", "0")
            .header("X-Proxy-IP", address(question.proxy()))
            .header("Client-IP", address(question.client()));
    service(text, question.service());
    virtualHost(text, question.virtualHost());
    return end(
        text.header("Auth-Admin-User", PROXY_NAME)
            .header("Auth-Admin-Pass", Octets.inOneLine(terms.proxyPassword().octets())));
  }

  private static void service(RequestText text, Service service) {
    switch (service) {
      case MAILBOX -> {}
      case ADMIN -> text.header("Auth-Zimbra-Admin", "True");
      case ZX -> text.header("Auth-Zimbra-Zx", "True");
    }
  }

  /** A client chose it: escaped, it cannot become a header of its own. */
  private static void virtualHost(RequestText text, Optional<String> host) {
    text.header("X-Proxy-Host", NameEscape.escaped(Octets.of(host.orElse(""))));
  }

  /** The question whether anybody is there: about nobody. */
  byte[] probe() {
    return end(RequestText.get(handler));
  }

  private byte[] end(RequestText text) {
    terms
        .secret()
        .map(Password::octets)
        .ifPresent(secret -> text.header("X-Gatepost-Secret", Octets.inOneLine(secret)));
    if (terms.keepAlive()) {
      text.header("Connection", "keep-alive");
    }
    return text.end();
  }

  private static String method(RouteQuestion.Named named) {
    return switch (named) {
      case BY_NAME -> "username";
      case BY_ID -> "zimbraId";
    };
  }

  private static String address(InetAddress address) {
    return Addresses.text(Cidr.plain(address));
  }
}
