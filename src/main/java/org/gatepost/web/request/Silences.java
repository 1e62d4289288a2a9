package org.gatepost.web.request;

import java.time.Duration;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.UpstreamAttributes;

/**
 * How long upstream servers may be silent: spec http 1.3, 1.7.
 *
 * @param usual on most paths
 * @param polling to ActiveSync and Exchange Web Services
 * @param noOp to NoOpRequest, all told
 * @param waitSet to WaitSetRequest, all told
 */
public record Silences(Duration usual, Duration polling, Duration noOp, Duration waitSet) {
  // A server that answers at its last moment must not find the door shut.
  private static final Duration GRACE = Duration.ofSeconds(20);

  /** As the settings have them. */
  public static Silences of(EffectiveSettings settings) {
    return new Silences(
        settings.value(UpstreamAttributes.READ_TIMEOUT),
        settings.value(UpstreamAttributes.POLLING_TIMEOUT),
        settings.value(UpstreamAttributes.NOOP_TIMEOUT).plus(GRACE),
        settings.value(UpstreamAttributes.WAITSET_TIMEOUT).plus(GRACE));
  }
}
