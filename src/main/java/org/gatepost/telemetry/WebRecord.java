package org.gatepost.telemetry;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of the web and how it was answered. Texts are as the client sent them: whoever writes
 * them down masks, escapes and cuts them.
 *
 * @param time when the answer was complete, or given up
 * @param clientAddress bare, without brackets
 * @param listener address and port of ours, an IPv6 address in brackets
 * @param basicUser the name of HTTP's basic authentication; null without
 * @param scheme {@code http} or {@code https}, as the client sees it
 * @param host the host that was asked for, with its port if the client named it; may be empty
 * @param rawTarget the target as received; may be empty where none could be read
 * @param protocol {@code HTTP/1.1}, {@code HTTP/2.0}
 * @param octetsOut of the answer, its head included
 * @param octetsIn of the request's body
 * @param upstreams address and port of each upstream server that was tried, in order
 * @param account the id or the name of whom the request was for; null if nobody knows
 * @param requestId of letters, digits and dashes
 * @param tls version and cipher; null in the clear
 * @param fault what went wrong, one short sentence for the structured record; null if nothing did
 */
public record WebRecord(
    Instant time,
    String clientAddress,
    int clientPort,
    String listener,
    @Nullable String basicUser,
    String method,
    String scheme,
    String host,
    String rawTarget,
    String protocol,
    int status,
    long octetsOut,
    long octetsIn,
    @Nullable String referer,
    @Nullable String userAgent,
    List<String> upstreams,
    @Nullable String account,
    String requestId,
    Times times,
    @Nullable String tls,
    @Nullable String fault) {

  /** The upstream server was not reached, or did not answer. */
  public static final long NEVER = -1;

  /**
   * How long it took, in nanoseconds.
   *
   * @param connect until there was an upstream connection, {@link #NEVER} without a new one
   * @param firstByte until the head of the upstream's response was here, or {@link #NEVER}
   */
  public record Times(long total, long connect, long firstByte) {}
}
