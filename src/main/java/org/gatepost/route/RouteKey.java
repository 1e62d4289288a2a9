package org.gatepost.route;

import java.net.InetAddress;
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
  private static final int LONGEST = 512;

  static RouteKey of(RouteQuestion question) {
    boolean complete = question.isQualified() || question.named() == Named.BY_ID;
    return new RouteKey(
        question.protocol(),
        question.named(),
        NameCase.lower(question.loginName()),
        question.service(),
        complete ? null : question.proxy(),
        complete ? null : question.virtualHost().map(NameCase::lower).orElse(null));
  }

  /** Whether it is small enough to be kept by the hundred thousand: strangers choose names. */
  boolean isSmall() {
    return loginName.length() + (virtualHost == null ? 0 : virtualHost.length()) <= LONGEST;
  }
}
