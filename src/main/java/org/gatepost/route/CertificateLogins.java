package org.gatepost.route;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.gatepost.route.RouteException.Reason;

/**
 * The one path from a certificate to a login: each is looked up, none is remembered (spec http
 * 3.4). Safe for use by many threads; never blocks.
 */
public final class CertificateLogins {
  private final CertificateLookup lookup;
  private final Executor lookups;

  /** What a lookup has come to. */
  public sealed interface Answer {
    /** The certificate's owner is logged in. */
    record Granted(GrantedLogin login) implements Answer {}

    /** It is not; the text is for the log. */
    record Refused(Reason reason, String text) implements Answer {}

    /** Nobody knows, for something is wrong with this program; the text is for the log. */
    record Broken(String text) implements Answer {}
  }

  /**
   * @param lookups runs what may block: a virtual thread for each lookup
   */
  public CertificateLogins(CertificateLookup lookup, Executor lookups) {
    this.lookup = lookup;
    this.lookups = lookups;
  }

  /** Asks. The future never fails, and completes on the thread that brought the answer. */
  public CompletableFuture<Answer> find(CertificateQuestion question) {
    try {
      return CompletableFuture.supplyAsync(() -> ask(question), lookups)
          .exceptionally(fault -> new Answer.Broken("the lookup failed: " + fault));
    } catch (RejectedExecutionException stopping) {
      return CompletableFuture.completedFuture(
          new Answer.Refused(Reason.UNAVAILABLE, "this proxy is stopping"));
    }
  }

  private Answer ask(CertificateQuestion question) {
    try {
      GrantedLogin login = lookup.lookUp(question);
      // Whoever answered need not know whose word the certificate rests on.
      return question.admits(login.account())
          ? new Answer.Granted(login)
          : new Answer.Refused(
              Reason.REFUSED,
              "%s is no account of %s, for which alone the certificate's authority may speak"
                  .formatted(login.account(), question.domain().orElse("")));
    } catch (RouteException e) {
      return new Answer.Refused(e.reason(), e.getMessage());
    }
  }
}
