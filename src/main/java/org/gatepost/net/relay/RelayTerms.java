package org.gatepost.net.relay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one relay.
 *
 * @param idle how long both sides may be silent before the relay ends; one of them speaking is
 *     enough to go on
 * @param partingWords what the client is told when the proxy ends the relay; empty for nothing
 * @param boundary where those words may stand; null if there are none
 */
public record RelayTerms(Duration idle, String partingWords, @Nullable Boundary boundary) {
  /** Whether the proxy may speak now. */
  boolean maySpeak() {
    return !partingWords.isEmpty() && boundary != null && boundary.isBetweenResponses();
  }
}
