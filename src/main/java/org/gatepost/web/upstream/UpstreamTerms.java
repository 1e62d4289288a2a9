package org.gatepost.web.upstream;

import java.time.Duration;

/**
 * What holds for all connections to web upstreams.
 *
 * @param connectTimeout for TCP and TLS together
 * @param keepAlive how long an unused connection is kept
 * @param maxIdle how many unused ones each event loop keeps of one endpoint
 * @param maxLineOctets of a response's first line
 * @param maxHeadOctets of all its headers
 */
public record UpstreamTerms(
    Duration connectTimeout,
    Duration keepAlive,
    int maxIdle,
    int maxLineOctets,
    int maxHeadOctets) {}
