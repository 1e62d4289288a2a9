package org.gatepost.mail.login;

import org.gatepost.mail.upstream.Upstreams;
import org.gatepost.route.Routes;

/** Makes login attempts: finds the route, connects there, logs in there. */
public final class LoginFlow {
  private final Routes routes;
  private final Upstreams upstreams;

  public LoginFlow(Routes routes, Upstreams upstreams) {
    this.routes = routes;
    this.upstreams = upstreams;
  }

  Routes routes() {
    return routes;
  }

  Upstreams upstreams() {
    return upstreams;
  }

  /** Begins an attempt; called on the client's event loop, as is everything that comes of it. */
  public LoginAttempt begin(LoginTask task, LoginOutcome outcome) {
    LoginAttempt attempt = new LoginAttempt(this, task, outcome);
    attempt.findRoute();
    return attempt;
  }
}
