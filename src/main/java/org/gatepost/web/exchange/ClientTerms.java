package org.gatepost.web.exchange;

import java.time.Duration;

/**
 * What clients may do.
 *
 * @param headerTimeout for the head of a request, and for the handshake
 * @param bodyTimeout between two pieces of a request, or of a response that the client must take
 * @param keepAlive how long a connection is kept without a request; zero: not at all
 * @param maxLineOctets of a request's first line
 * @param maxHeadOctets of all its headers
 * @param maxBodyOctets of its body; 0: any number
 * @param maxUploadOctets of an upload's body; 0: any number
 * @param maxStreams how many requests an HTTP/2 connection may have under way
 * @param compression whether texts are compressed that came uncompressed
 * @param secureCookies whether cookies of TLS clients get the word Secure
 */
public record ClientTerms(
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration keepAlive,
    int maxLineOctets,
    int maxHeadOctets,
    long maxBodyOctets,
    long maxUploadOctets,
    int maxStreams,
    boolean compression,
    boolean secureCookies) {}
