package org.gatepost.web.request;

/**
 * A request that means nothing, or not the same to everybody who reads it. The message is a
 * sentence for the log; it repeats nothing of what was sent.
 */
public final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  public BadRequestException(String message) {
    super(message);
  }
}
