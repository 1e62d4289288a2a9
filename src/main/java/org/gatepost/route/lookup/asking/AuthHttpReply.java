package org.gatepost.route.lookup.asking;

import java.time.Duration;
import java.util.Optional;
import org.gatepost.route.NameEscape;
import org.gatepost.route.Password;
import org.gatepost.route.RefusalTerms;
import org.gatepost.route.Route;
import org.gatepost.route.Route.Keeping;
import org.gatepost.route.RouteException;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion;

/**
 * What a server of stock nginx's protocol answered (spec mail 1.8); its HTTP status says nothing.
 */
sealed interface AuthHttpReply {
  /** The login goes on. */
  record Found(Route route) implements AuthHttpReply {}

  /** The same question is to be asked again. */
  record Wait(Duration before) implements AuthHttpReply {}

  int MAX_WORDS = 500;

  /**
   * Reads an answer.
   *
   * @throws RouteException if the login is refused
   * @throws ExchangeException if the answer is none
   */
  static AuthHttpReply read(HttpHead head, RouteQuestion question)
      throws RouteException, ExchangeException {
    var statuses = head.all("Auth-Status");
    for (var status : statuses) {
      if (!status.equals("OK") && !status.equals("WAIT")) {
        throw refusal(status, head);
      }
    }
    if (statuses.contains("WAIT")) {
      return new Wait(HandlerReply.authWait(head).orElse(Duration.ZERO));
    }
    return new Found(route(head, question));
  }

  private static RouteException refusal(String message, HttpHead head) {
    var words = words(message);
    var wait = HandlerReply.authWait(head).orElse(Duration.ZERO);
    return new RouteException(
        Reason.REFUSED,
        words,
        new RefusalTerms(
            Optional.of(wait),
            Optional.of(words),
            head.first("Auth-Error-Code").map(AuthHttpReply::words).filter(code -> !code.isEmpty()),
            wait.isZero()));
  }

  /** Fit for a line of the client's protocol. */
  private static String words(String value) {
    var text = new StringBuilder();
    NameEscape.text(Octets.ofHeader(value))
        .codePoints()
        .filter(c -> !Character.isISOControl(c))
        .limit(MAX_WORDS)
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  private static Route route(HttpHead head, RouteQuestion question) throws ExchangeException {
    var server =
        head.first("Auth-Server")
            .orElseThrow(() -> HandlerReply.invalidRoute("it has no Auth-Server"));
    if (!HandlerReply.isAddress(server)) {
      throw HandlerReply.invalidRoute("its Auth-Server is no address");
    }
    int port = HandlerReply.port(head);
    var account =
        head.first("Auth-User")
            .map(value -> NameEscape.text(Octets.ofHeader(value)))
            .orElse(question.loginName());
    if (Octets.hasControls(account)) {
      throw new ExchangeException("its Auth-User has control characters");
    }
    var password = head.first("Auth-Pass").map(Octets::ofHeader).map(Password::new);
    return new Route(
        server, port, HandlerReply.addresses(server, port), account, password, Keeping.NOT);
  }
}
