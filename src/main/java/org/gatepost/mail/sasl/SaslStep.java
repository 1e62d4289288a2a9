package org.gatepost.mail.sasl;

import org.gatepost.mail.dialogue.Credentials;
import org.gatepost.mail.dialogue.Octets;

/** What a mechanism says to one response of the client: RFC 4422 §3. */
public sealed interface SaslStep {
  /** Ask for more; the octets before any base64. */
  record Challenge(Octets octets) implements SaslStep {}

  /** The client has said all; whether it is true, the upstream server decides. */
  record Complete(Credentials credentials) implements SaslStep {}

  /** The response is not what the mechanism's grammar allows. */
  record Malformed() implements SaslStep {}
}
