package org.gatepost.route;

import org.jspecify.annotations.Nullable;

/**
 * There is no route. The message is the one that the original gives in {@code Auth-Status} (spec
 * mail 2.10): for the log, never for the client, and with the login name as it came.
 */
public final class RouteException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  public enum Reason {
    /** Nobody is known by that name. */
    NO_SUCH_ACCOUNT,
    /** The account may not be used from there. */
    REFUSED,
    /** Whoever knows cannot be asked now. */
    UNAVAILABLE,
    /** The account is known, but what is written about it leads nowhere. */
    MISCONFIGURED
  }

  private final Reason reason;
  private final String text;
  private final transient RefusalTerms terms;

  public RouteException(Reason reason, String text) {
    this(reason, text, RefusalTerms.USUAL, null);
  }

  public RouteException(Reason reason, String text, @Nullable Throwable cause) {
    this(reason, text, RefusalTerms.USUAL, cause);
  }

  public RouteException(Reason reason, String text, RefusalTerms terms) {
    this(reason, text, terms, null);
  }

  private RouteException(
      Reason reason, String text, RefusalTerms terms, @Nullable Throwable cause) {
    super(text, cause);
    this.reason = reason;
    this.text = text;
    this.terms = terms;
  }

  /** What whoever refused wants the client to get. */
  public RefusalTerms terms() {
    return terms;
  }

  @Override
  public String getMessage() {
    return text;
  }

  /** What kind of failure it is. */
  public Reason reason() {
    return reason;
  }
}
