package org.gatepost.route.lookup.asking;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.gatepost.net.Addresses;
import org.gatepost.route.LoginFacts;
import org.gatepost.route.NameEscape;
import org.gatepost.route.Password;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.settings.Cidr;
import org.gatepost.settings.RouteSource.AuthHttp;

/**
 * What a server of stock nginx's protocol is sent (spec mail 1.8). Unlike a lookup handler it gets
 * the client's password, for it is the one that verifies it.
 */
final class AuthHttpRequest {
  private final AuthHttp source;

  AuthHttpRequest(AuthHttp source) {
    this.source = source;
  }

  byte[] of(RouteQuestion question) throws RouteException {
    var facts = question.facts();
    var password = facts.password().map(Password::octets).orElse(new byte[0]);
    var text =
        RequestText.get(source.url())
            // Whatever mechanism the client used: its name and its password are known here.
            .header("Auth-Method", "plain")
            .header("Auth-User", NameEscape.escaped(Octets.of(question.loginName())))
            .header("Auth-Pass", NameEscape.escaped(password))
            .header("Auth-Protocol", protocol(question))
            .header("Auth-Login-Attempt", String.valueOf(facts.attempt()))
            .header("Client-IP", address(question.client()));
    facts
        .proxyHeader()
        .ifPresent(header -> {
          ends("Proxy-Protocol-", header.source(), text);
          ends("Proxy-Protocol-Server-", header.destination(), text);
        });
    addTls(facts.tls(), text);
    source.headers().forEach((name, value) -> text.header(name, inOneLine(value)));
    return text.end();
  }

  private static String protocol(RouteQuestion question) throws RouteException {
    return switch (question.protocol()) {
      case IMAP, IMAPS -> "imap";
      case POP3, POP3S -> "pop3";
      case HTTP, HTTPS ->
          throw new RouteException(Reason.MISCONFIGURED, "auth_http knows no routes of the web");
    };
  }

  private static void ends(String prefix, InetSocketAddress end, RequestText text) {
    text.header(prefix + "Addr", address(end.getAddress()))
        .header(prefix + "Port", String.valueOf(end.getPort()));
  }

  private static void addTls(Optional<LoginFacts.Tls> tls, RequestText text) {
    tls.ifPresent(encrypted ->
        text.header("Auth-SSL", "on")
            .header("Auth-SSL-Protocol", inOneLine(encrypted.protocol()))
            .header("Auth-SSL-Cipher", inOneLine(encrypted.cipher())));
  }

  private static byte[] inOneLine(String text) {
    return Octets.inOneLine(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String address(InetAddress address) {
    return Addresses.text(Cidr.plain(address));
  }
}
