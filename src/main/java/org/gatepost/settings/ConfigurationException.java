package org.gatepost.settings;

import java.util.List;

/**
 * The configuration cannot be used: one sentence for each thing that is wrong, fit for an
 * operator's eyes and free of secrets.
 */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;
  private final String message;

  public ConfigurationException(String problem) {
    this(List.of(problem));
  }

  public ConfigurationException(List<String> problems) {
    super(String.join("\n", problems));
    this.message = String.join("\n", problems);
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong, one sentence a line. */
  @Override
  public String getMessage() {
    return message;
  }

  /** Each thing that is wrong, in the order found. */
  public List<String> problems() {
    return problems;
  }
}
