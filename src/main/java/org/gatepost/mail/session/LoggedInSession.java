package org.gatepost.mail.session;

import org.gatepost.mail.session.ClientConnection.Place;
import org.gatepost.net.relay.RelayEnd;
import org.gatepost.net.relay.RelayListener;
import org.gatepost.telemetry.LoginLog;
import org.gatepost.telemetry.LoginRecord;
import org.gatepost.telemetry.SessionLabel;

/**
 * What is left of a session while it is relayed: what its end will need, and nothing that holds on
 * to channels or dialogues, because thousands of these are idle for hours.
 */
record LoggedInSession(LoginLog log, Place place, SessionLabel label, LoginRecord login)
    implements RelayListener {
  @Override
  public void ended(RelayEnd end, long octetsUp, long octetsDown) {
    place.leave();
    log.ended(label, login, sentenceOf(end), octetsUp, octetsDown);
  }

  SessionView view(long octetsUp, long octetsDown) {
    return new SessionView(
        label.id(),
        label.protocol(),
        login.account().isEmpty() ? login.login() : login.account(),
        label.client(),
        login.upstream(),
        login.time(),
        label.tls(),
        octetsUp,
        octetsDown);
  }

  private static String sentenceOf(RelayEnd end) {
    return switch (end) {
      case CLOSED, BROKEN -> "proxied session done";
      case IDLE -> "client timed out (110: Connection timed out) while proxying";
      case SHUTDOWN -> "proxied session ended by the proxy";
    };
  }
}
