package org.gatepost.admin;

/** A command of the control socket could not be done: one sentence for the operator. */
public final class ControlException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean end;

  public ControlException(String sentence) {
    this(sentence, false);
  }

  public ControlException(String sentence, Throwable cause) {
    super(sentence, cause);
    this.end = false;
  }

  /** The server ended before it had answered, which some commands are about. */
  static ControlException ended(String command) {
    return new ControlException("The server ended while it was asked to " + command + ".", true);
  }

  private ControlException(String sentence, boolean end) {
    super(sentence);
    this.end = end;
  }

  /** Whether the server ended before it had answered. */
  public boolean isEnd() {
    return end;
  }
}
