package org.gatepost.route.lookup.asking;

import java.time.Duration;
import java.util.Optional;
import org.gatepost.route.Password;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.settings.RouteAttributes;

/**
 * How lookup handlers are asked.
 *
 * @param total how long one lookup may take, however many handlers fail meanwhile
 * @param quarantine how long a failed handler rests at most before it is probed again; zero: it
 *     never rests
 * @param maxHeadOctets how long status line and headers of an answer may be
 * @param keepAlive whether connections are kept; the original closes them after one lookup
 * @param secret shown to handlers of ours, that they need not answer strangers
 * @param proxyPassword shown with the proxy's name to a handler that is to give a token
 */
public record HandlerTerms(
    Duration total,
    Duration quarantine,
    int maxHeadOctets,
    boolean keepAlive,
    Optional<Password> secret,
    Password proxyPassword) {
  /** What the original has where nobody has said anything else. */
  public static final Password USUAL_PROXY_PASSWORD = Password.of("zmnginx");

  private static final String LOOKUP_CLOSE = "lookup-close";
  private static final int LEAST_HEAD_OCTETS = 1024;

  public HandlerTerms {
    // What the original takes; less would refuse sound handlers.
    maxHeadOctets = Math.max(maxHeadOctets, LEAST_HEAD_OCTETS);
  }

  /** The terms that the settings have. */
  public static HandlerTerms of(
      EffectiveSettings settings, Optional<Password> secret, Optional<Password> proxyPassword) {
    return new HandlerTerms(
        settings.value(RouteAttributes.LOOKUP_TIMEOUT),
        settings.value(RouteAttributes.LOOKUP_QUARANTINE),
        settings.value(OwnAttributes.MAX_LOOKUP_ANSWER_SIZE),
        !settings.value(OwnAttributes.COMPAT).contains(LOOKUP_CLOSE),
        secret,
        proxyPassword.orElse(USUAL_PROXY_PASSWORD));
  }
}
