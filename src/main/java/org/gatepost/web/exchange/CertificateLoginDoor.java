package org.gatepost.web.exchange;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.gatepost.net.Futures;
import org.gatepost.route.CertificateLogins;
import org.gatepost.route.CertificateLogins.Answer;
import org.gatepost.route.Password;
import org.gatepost.route.RouteException.Reason;
import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.route.SubjectName;
import org.gatepost.web.exchange.Site.ClientCertificate;
import org.gatepost.web.request.Identities;
import org.gatepost.web.request.ModeRules;
import org.jspecify.annotations.Nullable;

/**
 * Logs in whoever has shown a certificate, and sends the browser on (spec http 3.4): with a cookie
 * if the certificate's owner is known, without one if nobody need show a certificate, else not at
 * all. Confined to the client's event loop.
 */
final class CertificateLoginDoor {
  private static final String USERS = "/certauth";
  private static final String ADMINISTRATORS = "/certauth/admin";
  private static final String AFTER = "/?ignoreLoginURL=1";
  private static final int HTTPS = 443;
  private static final int FORBIDDEN = 403;
  private static final int BROKEN = 500;
  private static final int UNAVAILABLE = 503;

  /** Hears what the browser gets, at once or later, once. */
  interface Listener {
    void sentOn(OwnAnswer answer, String fault);

    void nowhere(int status, String fault);
  }

  private final CertificateLogins logins;
  private final LookupLimit lookups;
  private final Arrival arrival;
  private final ExchangeLog log;
  private final Listener listener;

  CertificateLoginDoor(WebServices services, Arrival arrival, ExchangeLog log, Listener listener) {
    this.logins = services.certificates();
    this.lookups = services.lookups();
    this.arrival = arrival;
    this.log = log;
    this.listener = listener;
  }

  /** Receives a request that is fit to be served. */
  void receive() {
    switch (arrival.path()) {
      case USERS -> receive(Service.MAILBOX);
      case ADMINISTRATORS -> receive(Service.ADMIN);
      default -> listener.nowhere(FORBIDDEN, "not served here");
    }
  }

  private void receive(Service service) {
    Optional<X509Certificate> certificate = arrival.client().certificate();
    if (arrival.site().certificate() == ClientCertificate.OFF) {
      listener.nowhere(FORBIDDEN, "nobody is asked for a certificate here");
    } else if (certificate.isEmpty()) {
      notLoggedIn(service, "no certificate was shown", FORBIDDEN);
    } else if (service == Service.ADMIN && arrival.site().certifiedDomain().isPresent()) {
      // Else whoever certifies a domain's users could become an administrator of all domains.
      notLoggedIn(service, "a domain's authority speaks for no administrators", FORBIDDEN);
    } else {
      SubjectName.mailAddress(certificate.get().getSubjectX500Principal())
          .ifPresentOrElse(
              address -> ask(service, address),
              () ->
                  notLoggedIn(
                      service, "the certificate's subject has not one mail address", FORBIDDEN));
    }
  }

  private void ask(Service service, String mailAddress) {
    log.account(mailAddress);
    if (!lookups.admits(arrival.realClient().getAddress())) {
      notLoggedIn(service, "too many lookups for this address", UNAVAILABLE);
      return;
    }
    EventLoop loop = arrival.client().loop();
    Futures.whenDone(
        logins.find(arrival.certificateQuestion(mailAddress, service)),
        answer -> loop.execute(() -> answered(service, answer)));
  }

  private void answered(Service service, Answer answer) {
    switch (answer) {
      case Answer.Granted(var login) -> {
        log.account(login.account());
        sendOn(service, login.token(), "");
      }
      case Answer.Refused(var reason, var text) ->
          notLoggedIn(service, text, reason == Reason.UNAVAILABLE ? BROKEN : FORBIDDEN);
      case Answer.Broken(var text) -> listener.nowhere(BROKEN, text);
    }
  }

  /** Where nobody need show a certificate, there are other ways to log in. */
  private void notLoggedIn(Service service, String why, int status) {
    if (arrival.site().certificate() == ClientCertificate.ON) {
      listener.nowhere(status, why);
    } else {
      sendOn(service, null, why);
    }
  }

  private void sendOn(Service service, @Nullable Password token, String why) {
    OwnAnswer answer = OwnAnswer.redirect(goal(service));
    HttpHeaders headers = answer.head().headers();
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (token != null) {
      headers.set(HttpHeaderNames.SET_COOKIE, cookie(service, token));
    }
    listener.sentOn(answer, why);
  }

  private String goal(Service service) {
    WebDoor door = arrival.client().door();
    int port = service == Service.ADMIN ? door.consolePort() : door.securedModes().httpsPort();
    return ModeRules.toTls(arrival.knownHost(), port > 0 ? port : HTTPS, AFTER);
  }

  /** Lax, since the browser may have been sent here by another site: RFC 6265bis §5.6.7. */
  private static String cookie(Service service, Password token) {
    return (service == Service.ADMIN ? Identities.ADMIN_TOKEN_COOKIE : Identities.TOKEN_COOKIE)
        + "="
        + new String(token.octets(), StandardCharsets.US_ASCII)
        + "; Path=/; Secure; HttpOnly; SameSite=Lax";
  }
}
