package org.gatepost.telemetry;

import java.util.Optional;

/**
 * What log lines say of a session, as texts.
 *
 * @param id counts the connections of this process
 * @param protocol {@code imap} or {@code pop3}
 * @param client address and port of the client
 * @param listener the configured address and port of the door
 * @param startTls whether TLS was begun with STARTTLS
 * @param tls the version of TLS; empty in the clear
 */
public record SessionLabel(
    long id,
    String protocol,
    String client,
    String clientAddress,
    int clientPort,
    String listener,
    boolean startTls,
    Optional<String> tls) {}
