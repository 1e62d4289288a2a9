package org.gatepost.mail.session;

import java.time.Instant;
import java.util.Optional;

/**
 * A logged-in session, for operators.
 *
 * @param id counts the connections of the process; the log has it too
 * @param account the name that the route gave, or the name as typed
 * @param upstream host and port of the mailbox server
 * @param tls the version of TLS between client and proxy; empty in the clear
 */
public record SessionView(
    long id,
    String protocol,
    String account,
    String client,
    String upstream,
    Instant since,
    Optional<String> tls,
    long octetsUp,
    long octetsDown) {}
