package org.gatepost.mail.sasl;

import java.util.Optional;
import org.gatepost.mail.dialogue.LoginRequest.Mechanism;

/** The mechanisms on offer, in the order in which they are advertised. */
public enum SaslMechanism {
  PLAIN(Mechanism.PLAIN),
  LOGIN(Mechanism.LOGIN);

  private final Mechanism mechanism;

  SaslMechanism(Mechanism mechanism) {
    this.mechanism = mechanism;
  }

  /** The mechanism of this name, in any letter case. */
  public static Optional<SaslMechanism> named(String name) {
    for (SaslMechanism mechanism : values()) {
      if (mechanism.name().equalsIgnoreCase(name)) {
        return Optional.of(mechanism);
      }
    }
    return Optional.empty();
  }

  /** How the login is told on: to the upstream server and in the log. */
  public Mechanism mechanism() {
    return mechanism;
  }

  /** A new exchange of this mechanism. */
  public SaslExchange begin() {
    return switch (this) {
      case PLAIN -> new PlainExchange();
      case LOGIN -> new LoginExchange();
    };
  }
}
