package org.gatepost.web.request;

import java.time.Duration;
import java.util.Optional;
import org.gatepost.settings.BoshAttributes;
import org.gatepost.settings.EffectiveSettings;

/**
 * Chat in the browser: XEP-0124 (spec http 1.3, row 11).
 *
 * @param localUrl the path that browsers ask for, and all that begin like it
 * @param remoteUrl what takes its place
 * @param silence how long the XMPP server may be silent
 */
public record Bosh(String localUrl, Origin origin, String remoteUrl, Duration silence) {

  /** As the settings have it; empty unless it is enabled, and host, port and path are set. */
  public static Optional<Bosh> of(EffectiveSettings settings) {
    Optional<String> host = settings.optional(BoshAttributes.HOSTNAME);
    Optional<Integer> port = settings.optional(BoshAttributes.BOSH_PORT);
    String localUrl = settings.value(BoshAttributes.LOCAL_URL);
    // The whole site is nobody's chat.
    if (!settings.value(BoshAttributes.ENABLED)
        || host.isEmpty()
        || port.isEmpty()
        || localUrl.replace("/", "").isEmpty()) {
      return Optional.empty();
    }
    String local = fromRoot(localUrl);
    return Optional.of(
        new Bosh(
            local,
            new Origin(settings.value(BoshAttributes.SSL), host.get(), port.get()),
            settings.optional(BoshAttributes.REMOTE_URL).map(Bosh::fromRoot).orElse(local),
            settings.value(BoshAttributes.TIMEOUT)));
  }

  private static String fromRoot(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }
}
