package org.gatepost.mail.sasl;

import java.util.Arrays;
import org.gatepost.mail.dialogue.Credentials;
import org.gatepost.mail.dialogue.Octets;
import org.gatepost.mail.dialogue.Secret;

/**
 * PLAIN, RFC 4616.
 *
 * <pre>
 * S: (empty)
 * C: authzid NUL authcid NUL password
 * </pre>
 */
final class PlainExchange implements SaslExchange {
  @Override
  public SaslStep start() {
    return new SaslStep.Challenge(Octets.NONE);
  }

  @Override
  public SaslStep respond(byte[] response) {
    int first = indexOfNul(response, 0);
    int second = first < 0 ? -1 : indexOfNul(response, first + 1);
    if (second < 0 || indexOfNul(response, second + 1) >= 0 || second == first + 1) {
      return new SaslStep.Malformed();
    }
    return new SaslStep.Complete(
        new Credentials(
            Names.decode(Arrays.copyOfRange(response, 0, first)),
            Names.decode(Arrays.copyOfRange(response, first + 1, second)),
            new Secret(Arrays.copyOfRange(response, second + 1, response.length))));
  }

  private static int indexOfNul(byte[] octets, int from) {
    for (int i = from; i < octets.length; i++) {
      if (octets[i] == 0) {
        return i;
      }
    }
    return -1;
  }
}
