package org.gatepost.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * How far something is that takes a while: one line that is written over, where somebody watches.
 * Confined to one thread.
 */
final class Progress {
  private final PrintWriter out;
  private final boolean watched;
  private int width;

  private Progress(PrintWriter out, boolean watched) {
    this.out = out;
    this.watched = watched;
  }

  static Progress on(PrintWriter err) {
    return new Progress(
        err, Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent());
  }

  void at(String server, int seen, int all) {
    if (watched) {
      String line = "memcached %s: %d of %d entries".formatted(server, seen, all);
      width = Math.max(width, line.length());
      out.print("\r" + line);
      out.flush();
    }
  }

  /** Leaves the line as if nothing had been there. */
  void end() {
    if (width > 0) {
      out.print("\r" + " ".repeat(width) + "\r");
      out.flush();
      width = 0;
    }
  }
}
