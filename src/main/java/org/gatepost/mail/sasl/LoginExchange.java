package org.gatepost.mail.sasl;

import java.util.Optional;
import org.gatepost.mail.dialogue.Credentials;
import org.gatepost.mail.dialogue.Octets;
import org.gatepost.mail.dialogue.Secret;

/**
 * LOGIN, draft-murchison-sasl-login: obsolete, and all that some clients speak.
 *
 * <pre>
 * S: Username:
 * C: alice@example.org
 * S: Password:
 * C: secret
 * </pre>
 */
final class LoginExchange implements SaslExchange {
  private static final Octets USERNAME = Octets.latin1("Username:");
  private static final Octets PASSWORD = Octets.latin1("Password:");

  private Optional<String> user = Optional.empty();

  @Override
  public SaslStep start() {
    return new SaslStep.Challenge(USERNAME);
  }

  @Override
  public SaslStep respond(byte[] response) {
    if (user.isPresent()) {
      return new SaslStep.Complete(new Credentials(user.get(), new Secret(response)));
    }
    if (response.length == 0) {
      return new SaslStep.Malformed();
    }
    user = Optional.of(Names.decode(response));
    return new SaslStep.Challenge(PASSWORD);
  }
}
