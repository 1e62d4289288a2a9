package org.gatepost;

import org.gatepost.settings.ConfigurationException;

/** The server cannot start; the message is a sentence for the operator. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of thing is missing, and with it the exit code of {@code gatepost run}. */
  public enum Kind {
    /** The configuration is wrong. */
    CONFIGURATION(1),
    /** A port, a directory or a log cannot be had. */
    RESOURCE(2);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;

  StartException(Kind kind, String sentence, Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  static StartException of(Exception cause) {
    Kind kind = cause instanceof ConfigurationException ? Kind.CONFIGURATION : Kind.RESOURCE;
    return new StartException(kind, String.valueOf(cause.getMessage()), cause);
  }

  public Kind kind() {
    return kind;
  }
}
