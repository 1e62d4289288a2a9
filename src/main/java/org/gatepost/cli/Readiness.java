package org.gatepost.cli;

import java.io.PrintWriter;

/** Tells whoever waits that every door accepts. */
final class Readiness {
  private Readiness() {}

  static void announce(PrintWriter out, String doors) {
    out.println("ready: " + doors);
    out.flush();
  }
}
