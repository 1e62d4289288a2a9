package org.gatepost.route.lookup.asking;

import java.net.InetAddress;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.UpstreamProtocol;

/** Questions that these tests ask. */
final class Questions {
  private Questions() {}

  static RouteQuestion login(String name) {
    return RouteQuestion.ofLogin(
        UpstreamProtocol.IMAP,
        name,
        InetAddress.ofLiteral("198.51.100.7"),
        InetAddress.ofLiteral("192.0.2.1"));
  }
}
