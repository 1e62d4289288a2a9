package org.gatepost.route.lookup.asking;

/**
 * A question to an HTTP server got no answer that can be used: part of a sentence, fit for the log
 * and free of secrets.
 */
final class ExchangeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  ExchangeException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  /** What went wrong. */
  String sentence() {
    return sentence;
  }
}
