package org.gatepost.mail.login;

import io.netty.channel.EventLoop;
import java.util.function.Function;
import org.gatepost.mail.dialogue.LoginRequest;
import org.gatepost.mail.upstream.Introduction;
import org.gatepost.mail.upstream.UpstreamLogin;
import org.gatepost.mail.upstream.UpstreamTerms;
import org.gatepost.route.RouteQuestion;

/**
 * What a login attempt has to do.
 *
 * @param loop the client's event loop
 * @param clientPath the client's socket as the compatibility lines have it
 * @param upstreamLogin makes the dialogue of the protocol
 */
public record LoginTask(
    EventLoop loop,
    LoginRequest request,
    RouteQuestion question,
    String clientPath,
    String clientAddress,
    String proxyAddress,
    UpstreamTerms terms,
    Function<Introduction, UpstreamLogin> upstreamLogin) {}
