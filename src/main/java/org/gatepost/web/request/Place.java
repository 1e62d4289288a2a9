package org.gatepost.web.request;

import java.time.Duration;
import java.util.Optional;
import org.gatepost.route.RouteQuestion.Service;

/** Where a request goes: spec http 1.3. */
public sealed interface Place {
  /**
   * To a server of a pool: the user's own if the request says whose it is.
   *
   * @param silence how long the server may be silent
   * @param polling whether it holds answers back until there is news
   */
  record InPool(PoolName pool, Service service, Duration silence, boolean polling)
      implements Place {}

  /**
   * To one server, whoever asks.
   *
   * @param target what it is asked for: path and query
   * @param silence how long the server may be silent
   * @param forwardedHostSuffix what it must put behind the host in the addresses that it shows
   */
  record At(Origin origin, String target, Duration silence, Optional<String> forwardedHostSuffix)
      implements Place {}

  /** To nobody: the proxy shows what it counts. */
  record StatusPage() implements Place {}

  /**
   * To nobody.
   *
   * @param status 403 if others may go there, 404 if nobody may
   */
  record NotHere(int status) implements Place {}
}
