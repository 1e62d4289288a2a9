package org.gatepost.route;

import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a route is remembered under. Names that differ in letter case are one name; a bare name
 * means another account at another address of the proxy, so that address belongs to its key.
 */
record RouteKey(UpstreamProtocol protocol, String loginName, @Nullable InetAddress proxy) {
  static RouteKey of(RouteQuestion question) {
    String name = question.loginName().toLowerCase(Locale.ROOT);
    int at = name.indexOf('@');
    boolean qualified = at >= 0 && at < name.length() - 1;
    return new RouteKey(question.protocol(), name, qualified ? null : question.proxy());
  }
}
