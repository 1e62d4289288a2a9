package org.gatepost.mail.pop3;

import org.gatepost.mail.dialogue.LoginFailure;
import org.gatepost.mail.dialogue.LoginRequest.Mechanism;
import org.gatepost.mail.dialogue.Octets;
import org.gatepost.mail.dialogue.Secret;
import org.gatepost.mail.upstream.Introduction;
import org.gatepost.mail.upstream.SaslPlain;
import org.gatepost.mail.upstream.UpstreamLogin;
import org.gatepost.mail.upstream.UpstreamStep;

/**
 * The proxy's side of a POP3 login at an upstream server: spec mail 4.5.
 *
 * <pre>
 * S: +OK ready
 * C: XOIP 192.0.2.10
 * S: +OK
 * C: USER alice@example.org
 * S: +OK
 * C: PASS secret
 * S: +OK Logged in.
 * </pre>
 */
final class Pop3UpstreamLogin implements UpstreamLogin {
  private final Introduction introduction;
  private final boolean sendsXoip;

  private Awaiting awaiting = Awaiting.GREETING;

  Pop3UpstreamLogin(Introduction introduction, boolean sendsXoip) {
    this.introduction = introduction;
    this.sendsXoip = sendsXoip;
  }

  /** What is awaited, in the order of the conversation. */
  private enum Awaiting {
    GREETING("reading greeting from upstream"),
    XOIP_RESULT("reading response to XOIP from upstream"),
    USER_RESULT("sending user name to upstream"),
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
      // Only Zimbra knows XOIP; another server's -ERR is no reason to turn a user away.
      case XOIP_RESULT -> isOk(line) || isErr(line) ? login() : nonsense();
      case USER_RESULT -> onUserResult(line);
      case SASL_PROMPT -> onSaslPrompt(line);
      case LOGIN_RESULT -> onLoginResult(line);
    };
  }

  private UpstreamStep onGreeting(String line) {
    if (isErr(line)) {
      return new UpstreamStep.Refused(LoginFailure.UPSTREAM_REFUSED, true);
    }
    if (!isOk(line)) {
      return nonsense();
    }
    if (!sendsXoip) {
      return login();
    }
    awaiting = Awaiting.XOIP_RESULT;
    return send("XOIP " + introduction.clientAddress());
  }

  private UpstreamStep login() {
    if (introduction.request().mechanism() == Mechanism.PLAIN || !mayUsePass()) {
      awaiting = Awaiting.SASL_PROMPT;
      return send("AUTH PLAIN");
    }
    return byPass();
  }

  /**
   * PASS ends with the line and speaks for one user: a password with a line end in it, or a login
   * on behalf, can only go by SASL.
   */
  private boolean mayUsePass() {
    Secret password = introduction.request().credentials().password();
    return introduction.request().credentials().authzid().isEmpty()
        && !password.contains('\r')
        && !password.contains('\n');
  }

  private UpstreamStep byPass() {
    awaiting = Awaiting.USER_RESULT;
    return send("USER " + introduction.accountWithSuffix());
  }

  private UpstreamStep onUserResult(String line) {
    if (!isOk(line)) {
      return isErr(line) ? refused(line) : nonsense();
    }
    awaiting = Awaiting.LOGIN_RESULT;
    return new UpstreamStep.Send(
        Octets.join(
            Octets.latin1("PASS "),
            introduction.request().credentials().password().octets(),
            Octets.latin1("\r\n")));
  }

  private UpstreamStep onSaslPrompt(String line) {
    if (isErr(line)) {
      return mayUsePass() ? byPass() : refused(line);
    }
    if (!line.startsWith("+ ") && !line.equals("+")) {
      return nonsense();
    }
    awaiting = Awaiting.LOGIN_RESULT;
    return send(SaslPlain.response(introduction));
  }

  private static UpstreamStep onLoginResult(String line) {
    if (isOk(line)) {
      return UpstreamStep.LOGGED_IN;
    }
    return isErr(line) ? refused(line) : nonsense();
  }

  /** Some refusals are about the server and not about the password: RFC 2449 §8, RFC 3206. */
  private static UpstreamStep refused(String line) {
    boolean passing = line.startsWith("-ERR [SYS/") || line.startsWith("-ERR [IN-USE]");
    return new UpstreamStep.Refused(
        passing ? LoginFailure.UPSTREAM_REFUSED : LoginFailure.BAD_CREDENTIALS, true);
  }

  private static UpstreamStep nonsense() {
    return new UpstreamStep.Refused(LoginFailure.UPSTREAM_PROTOCOL_ERROR, false);
  }

  private static UpstreamStep send(String line) {
    return new UpstreamStep.Send(Octets.utf8(line + "\r\n"));
  }

  private static boolean isOk(String line) {
    return line.regionMatches(true, 0, "+OK", 0, 3)
        && (line.length() == 3 || line.charAt(3) == ' ');
  }

  private static boolean isErr(String line) {
    return line.regionMatches(true, 0, "-ERR", 0, 4);
  }
}
