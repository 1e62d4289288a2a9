package org.gatepost.mail.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialsTest {
  private static final Secret SECRET = Secret.of("hunter2");

  @ParameterizedTest
  @CsvSource({
    "alice/tb, alice, /tb",
    "alice@example.org/wm, alice@example.org, /wm",
    "alice/ni, alice, /ni",
    "a/tb, a, /tb",
    "alice/TB, alice/TB, ''",
    "alice/xy, alice/xy, ''",
    "alice/tb/wm, alice/tb, /wm",
    "/tb, /tb, ''",
    "alice, alice, ''",
    "tb, tb, ''",
  })
  void suffixOfTheClientIsNoPartOfTheName(String login, String name, String suffix) {
    Credentials credentials = new Credentials(login, SECRET);
    assertThat(credentials.login()).isEqualTo(login);
    assertThat(credentials.loginName()).isEqualTo(name);
    assertThat(credentials.suffix()).isEqualTo(suffix);
  }

  @Test
  void mailboxThatIsWantedIsTheOneOnWhoseBehalfIsLoggedIn() {
    Credentials credentials = new Credentials("carol/tb", "admin", SECRET);
    assertThat(credentials.login()).isEqualTo("carol/tb");
    assertThat(credentials.loginName()).isEqualTo("carol");
    assertThat(credentials.suffix()).isEqualTo("/tb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "a\tb", "a\u007fb", "\u001b[2J"})
  void controlCharactersAreNotPrintable(String login) {
    assertThat(new Credentials(login, SECRET).isPrintable()).isFalse();
    assertThat(new Credentials(login, "alice", SECRET).isPrintable()).isFalse();
  }

  @Test
  void namesOfPeopleArePrintable() {
    assertThat(new Credentials("Jürgen O'Neil+x@例え.jp", SECRET).isPrintable()).isTrue();
  }

  @Test
  void passwordNeverShowsItself() {
    Credentials credentials = new Credentials("alice", SECRET);
    LoginRequest request =
        new LoginRequest("a1", LoginRequest.Mechanism.PLAIN, credentials, ClientId.UNKNOWN);
    assertThat(new Step.LogIn(request).toString()).contains("alice").doesNotContain("hunter2");
    assertThat(SECRET.octets().toString()).isEqualTo("(7 octets)");
    assertThat(SECRET.toString()).isEqualTo("(secret)");
  }

  @Test
  void secretIsSafeFromThoseWhoGaveAndGotIt() {
    byte[] given = {1, 2, 3};
    Secret secret = new Secret(given);
    given[0] = 9;
    secret.octets().toArray()[1] = 9;
    assertThat(secret.octets().toArray()).containsExactly(1, 2, 3);
    assertThat(secret.contains(2)).isTrue();
    assertThat(secret.contains(9)).isFalse();
    assertThat(new Secret(new byte[] {(byte) 0xff}).contains(0xff)).isTrue();
  }
}
