package org.gatepost.mail.imap;

import java.util.List;
import java.util.Locale;
import org.gatepost.mail.dialogue.ClientId;
import org.gatepost.mail.dialogue.LoginFailure;
import org.gatepost.mail.dialogue.LoginRequest.Mechanism;
import org.gatepost.mail.dialogue.Octets;
import org.gatepost.mail.upstream.Introduction;
import org.gatepost.mail.upstream.SaslPlain;
import org.gatepost.mail.upstream.UpstreamLogin;
import org.gatepost.mail.upstream.UpstreamStep;

/**
 * The proxy's side of an IMAP login at an upstream server, under the client's own tag, so that the
 * last line can be relayed as it is: spec mail 4.3.
 *
 * <pre>
 * S: * OK ready
 * C: a1 ID ("X-ORIGINATING-IP" "192.0.2.10" "name" "Zimbra" "version" "1" "X-VIA" "10.0.0.1(...)")
 * S: * ID NIL
 * S: a1 OK completed
 * C: a1 LOGIN {17}
 * S: + ready
 * C: alice@example.org {6}
 * S: + ready
 * C: secret
 * S: a1 OK LOGIN completed
 * </pre>
 *
 * A server whose greeting promises LITERAL+ gets all of the login at once: one round trip.
 */
final class ImapUpstreamLogin implements UpstreamLogin {

  private final Introduction introduction;
  private final String tag;
  private final boolean sendsId;
  private final String version;

  private Awaiting awaiting = Awaiting.GREETING;

  /** Whether the credentials go by SASL PLAIN rather than LOGIN. */
  private boolean bySasl;

  /** Whether the login goes out in one piece, its literals without being asked for. */
  private boolean atOnce;

  ImapUpstreamLogin(Introduction introduction, boolean sendsId, String version) {
    this.introduction = introduction;
    this.tag = introduction.request().tag();
    this.sendsId = sendsId;
    this.version = version;
    this.bySasl = introduction.request().mechanism() == Mechanism.PLAIN;
  }

  /** What is awaited, in the order of the conversation. */
  private enum Awaiting {
    GREETING("reading greeting from upstream"),
    ID_RESULT("reading response to ID from upstream"),
    USER_PROMPT("sending user name to upstream"),
    PASSWORD_PROMPT("sending password to upstream"),
    SASL_PROMPT("sending SASL response to upstream"),
    LOGIN_RESULT("reading response from upstream");

    private final String phrase;

    Awaiting(String phrase) {
      this.phrase = phrase;
    }
  }

  @Override
  public String awaiting() {
    return awaiting.phrase;
  }

  @Override
  public UpstreamStep on(String line) {
    return switch (awaiting) {
      case GREETING -> onGreeting(line);
      case ID_RESULT -> onIdResult(line);
      case USER_PROMPT -> onPrompt(line, Awaiting.PASSWORD_PROMPT, userAndPasswordLength());
      case PASSWORD_PROMPT -> onPrompt(line, Awaiting.LOGIN_RESULT, password());
      case SASL_PROMPT -> onSaslPrompt(line);
      case LOGIN_RESULT -> onLoginResult(line);
    };
  }

  private UpstreamStep onGreeting(String line) {
    if (!startsWith(line, "* OK")) {
      return new UpstreamStep.Refused(
          startsWith(line, "* BYE")
              ? LoginFailure.UPSTREAM_REFUSED
              : LoginFailure.UPSTREAM_PROTOCOL_ERROR,
          false);
    }
    atOnce = !bySasl && promisesLiteralPlus(line);
    if (!sendsId) {
      return new UpstreamStep.Send(login());
    }
    awaiting = Awaiting.ID_RESULT;
    return new UpstreamStep.Send(atOnce ? Octets.join(id(), wholeLogin()) : id());
  }

  /**
   * A server that does not know ID may say BAD, tagged or not: that is no reason to turn a user
   * away. A NO is its decision.
   */
  private UpstreamStep onIdResult(String line) {
    if (isTagged(line, "OK") || isTagged(line, "BAD") || startsWith(line, "* BAD")) {
      if (atOnce) {
        awaiting = Awaiting.LOGIN_RESULT;
        return UpstreamStep.DROP;
      }
      return new UpstreamStep.Send(login());
    }
    return isTagged(line, "NO")
        ? new UpstreamStep.Refused(LoginFailure.UPSTREAM_REFUSED, true)
        : onUntagged(line, UpstreamStep.DROP);
  }

  private UpstreamStep onPrompt(String line, Awaiting next, Octets answer) {
    if (line.startsWith("+")) {
      awaiting = next;
      return new UpstreamStep.Send(answer);
    }
    return isTagged(line, "NO") || isTagged(line, "BAD")
        ? refused(line)
        : onUntagged(line, UpstreamStep.DROP);
  }

  /** A server without PLAIN may know LOGIN, which can say the same unless it is on behalf. */
  private UpstreamStep onSaslPrompt(String line) {
    boolean refused = isTagged(line, "NO") || isTagged(line, "BAD");
    if (refused && introduction.request().credentials().authzid().isEmpty()) {
      bySasl = false;
      return new UpstreamStep.Send(login());
    }
    return onPrompt(
        line, Awaiting.LOGIN_RESULT, Octets.latin1(SaslPlain.response(introduction) + "\r\n"));
  }

  private UpstreamStep onLoginResult(String line) {
    if (isTagged(line, "OK")) {
      return UpstreamStep.LOGGED_IN;
    }
    if (isTagged(line, "NO") || isTagged(line, "BAD")) {
      return refused(line);
    }
    return line.startsWith("+") && atOnce ? UpstreamStep.DROP : onUntagged(line, UpstreamStep.KEEP);
  }

  /** An alert must reach the user, whenever it comes: RFC 9051 §7.1. */
  private static UpstreamStep onUntagged(String line, UpstreamStep otherwise) {
    if (startsWith(line, "* OK [ALERT]")) {
      return UpstreamStep.KEEP;
    }
    if (startsWith(line, "* BYE")) {
      return new UpstreamStep.Refused(LoginFailure.UPSTREAM_REFUSED, false);
    }
    return line.startsWith("* ")
        ? otherwise
        : new UpstreamStep.Refused(LoginFailure.UPSTREAM_PROTOCOL_ERROR, false);
  }

  /** Some refusals are about the server and not about the password: RFC 5530. */
  private UpstreamStep refused(String line) {
    String text = line.substring(tag.length() + 1);
    boolean passing =
        List.of("NO [UNAVAILABLE]", "NO [INUSE]", "NO [LIMIT]", "NO [SERVERBUG]", "NO [CANNOT]")
            .stream()
            .anyMatch(code -> startsWith(text, code));
    return new UpstreamStep.Refused(
        passing ? LoginFailure.UPSTREAM_REFUSED : LoginFailure.BAD_CREDENTIALS, true);
  }

  private Octets id() {
    ClientId client = introduction.request().clientId();
    // Mailbox servers log X-VIA; its last part keeps the form that their log parsers know.
    String via = introduction.proxyAddress() + "(nginx/1.24.0)";
    if (!client.name().isEmpty()) {
      via = client.name() + (client.version().isEmpty() ? "" : "/" + client.version()) + "," + via;
    }
    return Octets.latin1(
        tag
            + " ID (\"X-ORIGINATING-IP\" \""
            + introduction.clientAddress()
            + "\" \"name\" \"Zimbra\" \"version\" \""
            + version
            + "\" \"X-VIA\" \""
            + via
            + "\")\r\n");
  }

  private Octets login() {
    if (bySasl) {
      awaiting = Awaiting.SASL_PROMPT;
      return Octets.latin1(tag + " AUTHENTICATE PLAIN\r\n");
    }
    if (atOnce) {
      awaiting = Awaiting.LOGIN_RESULT;
      return wholeLogin();
    }
    awaiting = Awaiting.USER_PROMPT;
    return Octets.latin1(tag + " LOGIN {" + user().length() + "}\r\n");
  }

  /** Literals have their length in octets: encode first, count then. */
  private Octets userAndPasswordLength() {
    int length = introduction.request().credentials().password().length();
    return Octets.join(user(), Octets.latin1(" {" + length + "}\r\n"));
  }

  private Octets password() {
    return Octets.join(
        introduction.request().credentials().password().octets(), Octets.latin1("\r\n"));
  }

  private Octets wholeLogin() {
    Octets user = user();
    int passwordLength = introduction.request().credentials().password().length();
    return Octets.join(
        Octets.latin1(tag + " LOGIN {" + user.length() + "+}\r\n"),
        user,
        Octets.latin1(" {" + passwordLength + "+}\r\n"),
        password());
  }

  private Octets user() {
    return Octets.utf8(introduction.accountWithSuffix());
  }

  private static boolean promisesLiteralPlus(String greeting) {
    int start = greeting.indexOf("[CAPABILITY ");
    int end = start < 0 ? -1 : greeting.indexOf(']', start);
    return end > 0
        && List.of(greeting.substring(start + 1, end).toUpperCase(Locale.ROOT).split(" "))
            .contains("LITERAL+");
  }

  private boolean isTagged(String line, String status) {
    return line.startsWith(tag)
        && line.startsWith(" ", tag.length())
        && line.regionMatches(true, tag.length() + 1, status, 0, status.length())
        && endsWord(line, tag.length() + 1 + status.length());
  }

  private static boolean endsWord(String line, int index) {
    return index == line.length() || line.charAt(index) == ' ';
  }

  private static boolean startsWith(String line, String prefix) {
    return line.regionMatches(true, 0, prefix, 0, prefix.length());
  }
}
