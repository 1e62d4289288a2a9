package org.gatepost.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One attempt to log in, from the credentials to its end.
 *
 * @param failure why it failed; empty if it did not
 * @param detail what the log may say beyond that, such as the upstream server's words
 * @param login as typed, less the client's suffix
 * @param account the name that the route gave; empty without a route
 * @param upstream host and port of the upstream server; empty without a route
 * @param path the sockets on both sides, as the compatibility lines have them; empty if there was
 *     no connection
 * @param source who knew the route
 * @param lookup how long the route took
 * @param total how long all of it took
 */
public record LoginRecord(
    Instant time,
    Optional<LoginFault> failure,
    String detail,
    String mechanism,
    String login,
    String account,
    String upstream,
    String path,
    String source,
    Duration lookup,
    Duration total) {}
