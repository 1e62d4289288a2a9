package org.gatepost.mail.upstream;

import java.time.Duration;
import org.gatepost.net.upstream.UpstreamHealth;

/**
 * What bounds a login at an upstream server.
 *
 * @param connectTimeout for each address of the server
 * @param timeout for all of it: connect, TLS, dialogue
 * @param maxReplyOctets what the server may say before the login is through
 * @param rest when a server is left alone
 */
public record UpstreamTerms(
    Duration connectTimeout, Duration timeout, int maxReplyOctets, UpstreamHealth.Rest rest) {}
