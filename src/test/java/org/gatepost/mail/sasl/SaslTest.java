package org.gatepost.mail.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.gatepost.mail.dialogue.Credentials;
import org.gatepost.mail.dialogue.LoginRequest.Mechanism;
import org.gatepost.mail.dialogue.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SaslTest {
  private static SaslStep plain(String response) {
    return SaslMechanism.PLAIN.begin().respond(response.getBytes(UTF_8));
  }

  private static Credentials complete(SaslStep step) {
    assertThat(step).isInstanceOf(SaslStep.Complete.class);
    return ((SaslStep.Complete) step).credentials();
  }

  private static String password(Credentials credentials) {
    return new String(credentials.password().octets().toArray(), UTF_8);
  }

  @Test
  void mechanismsAreKnownInAnyCaseAndOnlyWhole() {
    assertThat(SaslMechanism.named("plain")).contains(SaslMechanism.PLAIN);
    assertThat(SaslMechanism.named("Login")).contains(SaslMechanism.LOGIN);
    assertThat(SaslMechanism.named("PLAIN-X")).isEmpty();
    assertThat(SaslMechanism.named("")).isEmpty();
    assertThat(SaslMechanism.PLAIN.mechanism()).isEqualTo(Mechanism.PLAIN);
    assertThat(SaslMechanism.LOGIN.mechanism()).isEqualTo(Mechanism.LOGIN);
  }

  @Test
  void plainBeginsWithAnEmptyChallenge() {
    assertThat(SaslMechanism.PLAIN.begin().start()).isEqualTo(new SaslStep.Challenge(Octets.NONE));
  }

  @Test
  void plainReadsIdentitiesAndPassword() {
    Credentials own = complete(plain("\0älice\0s ecret"));
    assertThat(own.authzid()).isEmpty();
    assertThat(own.authcid()).isEqualTo("älice");
    assertThat(password(own)).isEqualTo("s ecret");
    Credentials onBehalf = complete(plain("carol\0admin\0secret"));
    assertThat(onBehalf.authzid()).isEqualTo("carol");
    assertThat(onBehalf.authcid()).isEqualTo("admin");
  }

  @Test
  void plainLeavesAnEmptyPasswordToTheServer() {
    assertThat(password(complete(plain("\0alice\0")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "alice", "\0", "\0\0", "\0alice", "\0\0secret", "a\0b\0c\0", "x\0\0y"})
  void plainOfAnotherGrammarIsMalformed(String response) {
    assertThat(plain(response)).isEqualTo(new SaslStep.Malformed());
  }

  @Test
  void loginAsksForNameThenPassword() {
    SaslExchange exchange = SaslMechanism.LOGIN.begin();
    assertThat(exchange.start()).isEqualTo(new SaslStep.Challenge(Octets.latin1("Username:")));
    assertThat(exchange.respond("alice".getBytes(UTF_8)))
        .isEqualTo(new SaslStep.Challenge(Octets.latin1("Password:")));
    Credentials credentials = complete(exchange.respond("s\0ecret".getBytes(UTF_8)));
    assertThat(credentials.authzid()).isEmpty();
    assertThat(credentials.authcid()).isEqualTo("alice");
    assertThat(password(credentials)).isEqualTo("s\0ecret");
  }

  @Test
  void loginWithoutNameIsMalformed() {
    assertThat(SaslMechanism.LOGIN.begin().respond(new byte[0]))
        .isEqualTo(new SaslStep.Malformed());
  }

  @Test
  void namesAreUtf8OrElseLatin1() {
    assertThat(Names.decode("Jürgen".getBytes(UTF_8))).isEqualTo("Jürgen");
    assertThat(Names.decode("Jürgen".getBytes(ISO_8859_1))).isEqualTo("Jürgen");
    assertThat(Names.decode(new byte[0])).isEmpty();
    assertThat(Names.decode(new byte[] {(byte) 0xc0, (byte) 0x80})).isEqualTo("À\u0080");
  }
}
