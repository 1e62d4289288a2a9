package org.gatepost.mail.session;

import java.util.concurrent.atomic.AtomicLong;
import org.gatepost.mail.login.LoginFlow;
import org.gatepost.net.listener.Turnstile;
import org.gatepost.net.relay.Relays;
import org.gatepost.telemetry.LoginLog;

/**
 * What all sessions share that begin under the same settings.
 *
 * @param ids counts the connections of the process
 * @param turnstile counts those who have not logged in yet: only they need what settings made
 */
public record Sessions(
    LoginFlow logins, Relays relays, LoginLog log, AtomicLong ids, Turnstile turnstile) {
  long nextId() {
    return ids.incrementAndGet();
  }
}
