package org.gatepost.route;

import java.net.InetAddress;
import java.util.Locale;
import org.gatepost.route.RouteQuestion.Named;
import org.gatepost.route.RouteQuestion.Service;
import org.jspecify.annotations.Nullable;

/**
 * What a route is remembered under. Names that differ in letter case are one name; a bare name
 * means another account at another address of the proxy or under another host name, so those belong
 * to its key.
 */
record RouteKey(
    UpstreamProtocol protocol,
    Named named,
    String loginName,
    Service service,
    @Nullable InetAddress proxy,
    @Nullable String virtualHost) {
  static RouteKey of(RouteQuestion question) {
    boolean complete = question.isQualified() || question.named() == Named.BY_ID;
    return new RouteKey(
        question.protocol(),
        question.named(),
        question.loginName().toLowerCase(Locale.ROOT),
        question.service(),
        complete ? null : question.proxy(),
        complete ? null : question.virtualHost().map(RouteKey::lowerCase).orElse(null));
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
