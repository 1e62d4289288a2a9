package org.gatepost;

import org.gatepost.cli.GatepostCommand;

/** The program's entry: everything is a subcommand of {@code gatepost}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(GatepostCommand.run(arguments));
  }
}
