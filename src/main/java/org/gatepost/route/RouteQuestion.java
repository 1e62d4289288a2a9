package org.gatepost.route;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where does this login belong?
 *
 * @param loginName as the client has typed it
 * @param client where the client comes from
 * @param proxy the address of ours that the client came to
 * @param virtualHost the host name that the client asked for in TLS, if a bare login name may be
 *     completed by it
 */
public record RouteQuestion(
    UpstreamProtocol protocol,
    String loginName,
    InetAddress client,
    InetAddress proxy,
    Optional<String> virtualHost) {}
