package org.gatepost.cli;

import java.io.PrintWriter;
import org.gatepost.net.ServiceNotice;

/** Tells whoever waits that every door accepts. */
final class Readiness {
  private Readiness() {}

  static void announce(PrintWriter out, String doors) {
    out.println("ready: " + doors);
    out.flush();
    String manager = System.getenv("NOTIFY_SOCKET");
    if (manager != null && !manager.isEmpty()) {
      // After a restart the manager must watch us, not the process that has started us.
      ServiceNotice.send(manager, "MAINPID=" + ProcessHandle.current().pid() + "\nREADY=1");
    }
  }
}
