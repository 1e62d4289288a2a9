package org.gatepost.route.lookup.asking;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * How a lookup handler is.
 *
 * @param up whether it is asked; if not, it rests after a failure
 * @param since when that began
 * @param until when it is probed next, if it rests
 * @param failure why it failed last, if it ever did
 */
public record HandlerState(
    URI handler, boolean up, Instant since, Optional<Instant> until, Optional<String> failure) {}
