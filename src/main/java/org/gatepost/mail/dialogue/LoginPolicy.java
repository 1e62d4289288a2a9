package org.gatepost.mail.dialogue;

import java.nio.charset.StandardCharsets;

/**
 * What bounds one connection before its login.
 *
 * @param maxErrors invalid commands after which the connection closes
 * @param maxLoginAttempts refused logins after which the connection closes
 * @param maxLoginOctets longest login name, of the authorization and the authentication identity
 *     each
 * @param maxPasswordOctets longest password
 * @param passErrors whether the upstream server's own words reach the client
 * @param saslPlain whether AUTHENTICATE and AUTH are offered
 */
public record LoginPolicy(
    int maxErrors,
    int maxLoginAttempts,
    int maxLoginOctets,
    int maxPasswordOctets,
    boolean passErrors,
    boolean saslPlain) {

  /** Whether credentials are short enough to be tried at all. */
  public boolean admits(Credentials credentials) {
    return octets(credentials.authzid()) <= maxLoginOctets
        && octets(credentials.authcid()) <= maxLoginOctets
        && credentials.password().length() <= maxPasswordOctets;
  }

  private static int octets(String login) {
    return login.getBytes(StandardCharsets.UTF_8).length;
  }
}
