package org.gatepost.route.lookup.answering;

import org.gatepost.route.RouteQuestion.Service;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.route.lookup.answering.LookupRequest.Method;

/**
 * What a reply is remembered under.
 *
 * @param user in lower case: names that differ in letter case are one name
 * @param proxyAddress where a bare name's domain may follow from it, else empty
 * @param virtualHost likewise, in lower case
 */
record ReplyKey(
    Method method,
    UpstreamProtocol protocol,
    String user,
    Service service,
    String proxyAddress,
    String virtualHost) {
  private static final int LONGEST = 512;

  /** Whether it is small enough to be kept by the thousand. */
  boolean isSmall() {
    return user.length() + proxyAddress.length() + virtualHost.length() <= LONGEST;
  }
}
