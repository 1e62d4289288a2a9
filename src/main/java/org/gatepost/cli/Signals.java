package org.gatepost.cli;

/** Signals that scripts of the original send to the server. */
final class Signals {
  private Signals() {}

  /** SIGHUP applies what has changed, SIGUSR1 goes on in new logs. */
  static void install(Runnable reload, Runnable reopen) {
    var _ = org.jline.utils.Signals.register("HUP", () -> Thread.ofVirtual().start(reload));
    var _ = org.jline.utils.Signals.register("USR1", () -> Thread.ofVirtual().start(reopen));
  }
}
