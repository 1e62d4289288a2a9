package org.gatepost.route;

import java.time.Duration;
import java.util.Optional;

/**
 * How a client is to be refused, where the lookup server has a say in it.
 *
 * @param delay how long the client waits for the refusal; absent: as the settings have it
 * @param words what the client is told; absent: the usual words
 * @param errorCode the reply code for SMTP
 * @param ends whether the connection ends with the refusal, however many attempts are left
 */
public record RefusalTerms(
    Optional<Duration> delay, Optional<String> words, Optional<String> errorCode, boolean ends) {
  public static final RefusalTerms USUAL =
      new RefusalTerms(Optional.empty(), Optional.empty(), Optional.empty(), false);
}
