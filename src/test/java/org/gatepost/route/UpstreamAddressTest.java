package org.gatepost.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UpstreamAddressTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.2:7143, 10.0.0.2, 7143",
    "[2001:DB8:0::1]:993, 2001:db8::1, 993",
    "MB1.example.org:1, mb1.example.org, 1",
    "mb_1:65535, mb_1, 65535"
  })
  void hostAndPortAreRead(String text, String host, int port) {
    assertThat(UpstreamAddress.parse(text)).contains(new UpstreamAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "10.0.0.2",
        "10.0.0.2:",
        "10.0.0.2:0",
        "10.0.0.2:65536",
        "10.0.0.2:-1",
        "10.0.0.2:143 ",
        " 10.0.0.2:143",
        "a b:143",
        "a:143:b",
        "2001:db8::1:143",
        "[::1]",
        "[]:143",
        "[zz]:143",
        "[::1]:143\r\n",
        "a\0b:143",
        "[::1:143",
        "10.0.0.2:١٤٣"
      })
  void anythingElseIsNone(String text) {
    assertThat(UpstreamAddress.parse(text)).isEmpty();
  }
}
