package org.gatepost.mail.session;

import java.util.concurrent.atomic.AtomicLong;
import org.gatepost.mail.login.LoginFlow;
import org.gatepost.net.relay.Relays;
import org.gatepost.telemetry.LoginLog;

/** What all sessions of the process share. */
public record Sessions(LoginFlow logins, Relays relays, LoginLog log, AtomicLong count) {
  public Sessions(LoginFlow logins, Relays relays, LoginLog log) {
    this(logins, relays, log, new AtomicLong());
  }

  long nextId() {
    return count.incrementAndGet();
  }
}
