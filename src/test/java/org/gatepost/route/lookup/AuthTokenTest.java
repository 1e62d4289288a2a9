package org.gatepost.route.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public final class AuthTokenTest {
  public static final String KEY = "00112233445566778899aabbccddeeff".repeat(2);
  private static final Duration LIFE = Duration.ofHours(7);
  private static final Instant NOW = Instant.ofEpochMilli(1_893_456_000_000L).minus(LIFE);

  @Test
  void tokenIsTheOneOfTheSpecification() {
    String token =
        new AuthToken()
            .with("id", "cc00ce85-8c0b-49eb-8e08-a8aab43ce836")
            .with("exp", "1893456000000")
            .with("vv", "2")
            .with("type", "zimbra")
            .with("u", "a")
            .with("tid", "12345")
            .with("version", "10.1.0_GA_4655")
            .with("csrf", "1")
            .signed(key("0:1:" + KEY));

    assertThat(token)
        .isEqualTo(
            "0_138a3c63c219f50644998a2ed5f68d95e4851df1_69643d33363a63633030636538352d386330622d343965622d386530382d6138616162343363653833363b6578703d31333a313839333435363030303030303b76763d313a323b747970653d363a7a696d6272613b753d313a613b7469643d353a31323334353b76657273696f6e3d31343a31302e312e305f47415f343635353b637372663d313a313b");
  }

  @Test
  void tokenEndsWhenTheAccountsLifeOfTokensHasPassed() {
    var whole = AuthToken.ofUser(account(Optional.of("7"), Optional.of("10.1.0")), NOW);
    var bare = AuthToken.ofUser(account(Optional.empty(), Optional.empty()), NOW);

    assertThat(whole.signed(key("3:1:" + KEY))).startsWith("3_");
    assertThat(plain(whole.signed(key("3:1:" + KEY))))
        .matches(
            "id=4:id-1;exp=13:1893456000000;vv=1:7;type=6:zimbra;u=1:a;tid=\\d+:\\d+;version=6:10\\.1\\.0;");
    assertThat(plain(bare.signed(key("3:1:" + KEY))))
        .matches("id=4:id-1;exp=13:1893456000000;type=6:zimbra;u=1:a;tid=\\d+:\\d+;");
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, admin=1:1;",
    "false, true, dlgadmin=1:1;",
    "true, true, admin=1:1;dlgadmin=1:1;",
  })
  void tokenForTheConsoleSaysWhatItsUserAdministers(boolean all, boolean some, String fields) {
    var administrator =
        new KnownAccount("id-1", "a@b.c", Optional.of("7"), Optional.empty(), all, some, LIFE);

    assertThat(plain(AuthToken.ofAdministrator(administrator, NOW).signed(key("3:1:" + KEY))))
        .startsWith("id=4:id-1;exp=13:1893456000000;" + fields + "vv=1:7;type=6:zimbra;");
    assertThat(plain(AuthToken.ofUser(administrator, NOW).signed(key("3:1:" + KEY))))
        .doesNotContain("admin");
  }

  private static KnownAccount account(Optional<String> validity, Optional<String> version) {
    return new KnownAccount("id-1", "a@b.c", validity, version, false, false, LIFE);
  }

  @Test
  void newestKeySigns() {
    var keys = List.of("9:1:" + KEY, "10:2:" + KEY, "x", "11:2:", "12:1:zz", "x:1:00", "");

    assertThat(AuthToken.Key.newest(keys).orElseThrow().version()).isEqualTo(10);
    assertThat(AuthToken.Key.newest(List.of("junk"))).isEmpty();
    assertThat(key("1:2:" + KEY)).hasToString("key 1");
  }

  /** The fields of a token, as they were before they were signed. */
  public static String plain(String token) {
    return new String(
        HexFormat.of().parseHex(token.substring(token.lastIndexOf('_') + 1)),
        StandardCharsets.UTF_8);
  }

  private static AuthToken.Key key(String text) {
    return AuthToken.Key.newest(List.of(text)).orElseThrow();
  }
}
