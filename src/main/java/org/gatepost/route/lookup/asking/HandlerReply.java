package org.gatepost.route.lookup.asking;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatepost.route.GrantedLogin;
import org.gatepost.route.NameEscape;
import org.gatepost.route.Password;
import org.gatepost.route.RefusalTerms;
import org.gatepost.route.Route;
import org.gatepost.route.Route.Keeping;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;
import org.gatepost.settings.Cidr;

/** Reads what a lookup handler answered (spec mail 1.5, 2.8, 2.10). */
final class HandlerReply {
  private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._-]{1,255}");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  // What may stand in a cookie: RFC 6265 §4.1.1.
  private static final Pattern COOKIE = Pattern.compile("[!#-+\\--:<-\\[\\]-~]+");
  private static final Pattern NOBODY =
      Pattern.compile(
          "user not found.*|account .* not found|account not found.*|User '.*' not found.*"
              + "|Error occurred during authentication: account not found .*"
              + "|No account was found .*");
  private static final Pattern NOT_FROM_THERE =
      Pattern.compile(
          ".* is not allowed on this domain|account .* is not admin or delegated admin");
  private static final String LDAP_FAILED = "unable to search LDAP";
  private static final Duration MAX_WAIT = Duration.ofSeconds(60);

  private HandlerReply() {}

  /**
   * The route that an answer tells.
   *
   * @throws RouteException if it tells that there is none
   * @throws ExchangeException if it tells neither: no sound handler answers so
   */
  static Route read(HttpHead head, RouteQuestion question)
      throws RouteException, ExchangeException {
    requireSuccess(head);
    var host = host(head);
    int port = port(head);
    return new Route(
        host,
        port,
        addresses(host, port),
        account(head).orElseGet(question::loginName),
        Optional.empty(),
        keeping(head));
  }

  /**
   * The login that an answer grants; the route that it tells leads nowhere.
   *
   * @throws RouteException if it grants none
   * @throws ExchangeException if it does neither: no sound handler answers so
   */
  static GrantedLogin login(HttpHead head) throws RouteException, ExchangeException {
    requireSuccess(head);
    var token =
        head.first("Auth-Pass")
            .filter(text -> COOKIE.matcher(text).matches())
            .orElseThrow(() -> new ExchangeException("its Auth-Pass is no token"));
    return new GrantedLogin(
        account(head).orElseThrow(() -> new ExchangeException("it has no Auth-User")),
        Password.of(token));
  }

  private static void requireSuccess(HttpHead head) throws RouteException, ExchangeException {
    if (head.status() != 200) {
      throw new ExchangeException("it answered with HTTP status " + head.status());
    }
    var refusal =
        head.all("Auth-Status").stream()
            .filter(status -> !status.equals("OK") && !status.equals("WAIT"))
            .findFirst();
    if (refusal.isPresent()) {
      var text = NameEscape.text(Octets.ofHeader(refusal.get()));
      throw new RouteException(reason(text), text, terms(head));
    }
  }

  // The account's name stands in some of the texts and was chosen by the client, so the texts are
  // told apart by how they begin.
  private static Reason reason(String text) {
    if (NOBODY.matcher(text).matches()) {
      return Reason.NO_SUCH_ACCOUNT;
    }
    if (NOT_FROM_THERE.matcher(text).matches()) {
      return Reason.REFUSED;
    }
    return text.equals(LDAP_FAILED) ? Reason.UNAVAILABLE : Reason.MISCONFIGURED;
  }

  private static RefusalTerms terms(HttpHead head) {
    return new RefusalTerms(authWait(head), Optional.empty(), Optional.empty(), false);
  }

  /** The seconds of {@code Auth-Wait}, up to a minute; what is no number is not there. */
  static Optional<Duration> authWait(HttpHead head) {
    return head.first("Auth-Wait")
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .map(wait -> wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait);
  }

  private static String host(HttpHead head) throws ExchangeException {
    var text = head.first("Auth-Server").orElseThrow(() -> invalidRoute("it has no Auth-Server"));
    var bare =
        text.startsWith("[") && text.endsWith("]") && text.contains(":")
            ? text.substring(1, text.length() - 1)
            : text;
    if (bare.contains(":") ? !isAddress(bare) : !HOST.matcher(bare).matches()) {
      throw invalidRoute("its Auth-Server is neither an address nor a name");
    }
    return bare;
  }

  static int port(HttpHead head) throws ExchangeException {
    var text = head.first("Auth-Port").orElseThrow(() -> invalidRoute("it has no Auth-Port"));
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw invalidRoute("its Auth-Port is no port");
    }
    return port;
  }

  static ExchangeException invalidRoute(String why) {
    return new ExchangeException("invalid route is returned: " + why);
  }

  static boolean isAddress(String text) {
    try {
      Cidr.literal(text);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** A name's addresses are for the caller to find, who knows how long they hold. */
  static List<InetSocketAddress> addresses(String host, int port) {
    return isAddress(host) ? List.of(new InetSocketAddress(Cidr.literal(host), port)) : List.of();
  }

  private static Optional<String> account(HttpHead head) throws ExchangeException {
    var text =
        head.first("Auth-User")
            .map(value -> meant(Octets.ofHeader(value)))
            .filter(name -> !name.isEmpty());
    if (text.filter(Octets::hasControls).isPresent()) {
      // It will stand in a command to the upstream server.
      throw new ExchangeException("its Auth-User has control characters");
    }
    return text;
  }

  private static Keeping keeping(HttpHead head) {
    if (head.all("Auth-Cache-Route").contains("FALSE")) {
      return Keeping.NOT;
    }
    return head.first("Auth-Cache-Alias").orElse("").equals("TRUE")
        ? Keeping.ROUTE_AND_ALIAS
        : Keeping.ROUTE;
  }

  /** A name with its escapes undone, once; one with a broken escape stays as it is. */
  private static String meant(byte[] octets) {
    return NameEscape.text(NameEscape.unescaped(octets).orElse(octets));
  }
}
