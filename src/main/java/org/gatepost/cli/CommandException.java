package org.gatepost.cli;

/** A command has failed: a sentence, and the exit code that goes with it. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CommandException(int exitCode, Exception cause) {
    super(cause.getMessage(), cause);
    this.exitCode = exitCode;
  }

  CommandException(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
