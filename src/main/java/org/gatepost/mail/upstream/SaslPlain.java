package org.gatepost.mail.upstream;

import java.util.Base64;
import org.gatepost.mail.dialogue.Credentials;
import org.gatepost.mail.dialogue.Octets;

/** The response of SASL PLAIN that the proxy sends to an upstream server: spec mail 4.3. */
public final class SaslPlain {
  private static final Octets NUL = Octets.latin1("\0");

  private SaslPlain() {}

  /**
   * With an authorization identity of the client's: the routed account as authzid, the typed
   * authcid. Without: the routed account as authcid alone.
   */
  public static String response(Introduction introduction) {
    Credentials credentials = introduction.request().credentials();
    boolean onBehalf = !credentials.authzid().isEmpty();
    String account = introduction.accountWithSuffix();
    Octets message =
        Octets.join(
            Octets.utf8(onBehalf ? account : ""),
            NUL,
            Octets.utf8(onBehalf ? credentials.authcid() : account),
            NUL,
            credentials.password().octets());
    return Base64.getEncoder().encodeToString(message.toArray());
  }
}
