package org.gatepost.prov;

import java.util.Optional;

/** A command has the wrong arguments; it is answered with how to use it. */
final class UsageError extends Exception {
  private static final long serialVersionUID = 1L;

  private final String complaint;

  /** The number of arguments is wrong. */
  UsageError() {
    this("");
  }

  /**
   * An argument is wrong.
   *
   * @param complaint the original's words about it
   */
  UsageError(String complaint) {
    super(complaint);
    this.complaint = complaint;
  }

  Optional<String> complaint() {
    return complaint.isEmpty() ? Optional.empty() : Optional.of(complaint);
  }
}
