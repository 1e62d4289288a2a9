package org.gatepost.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.0, true",
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.3.0, false",
    "192.0.2.7/24, 192.0.2.9, true",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "192.0.2.7/32, 192.0.2.7, true",
    "192.0.2.6/31, 192.0.2.7, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 192.0.2.1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "2001:db8::1/128, 2001:db8::1, true",
    "::ffff:192.0.2.0/120, 192.0.2.77, true",
    "::ffff:192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, ::ffff:192.0.2.1, true",
  })
  void containsWhatLiesInTheRange(String range, String address, boolean expected) {
    assertThat(Cidr.parse(range).contains(InetAddress.ofLiteral(address))).isEqualTo(expected);
  }

  @Test
  void mappedAddressOfADualStackSocketIsPlain() throws Exception {
    var bytes = new byte[16];
    bytes[10] = (byte) 0xFF;
    bytes[11] = (byte) 0xFF;
    bytes[12] = (byte) 192;
    bytes[14] = 2;
    bytes[15] = 1;
    var mapped = Inet6Address.getByAddress(null, bytes, -1);

    assertThat(Cidr.parse("192.0.2.0/24").contains(mapped)).isTrue();
    assertThat(Cidr.plain(mapped).getHostAddress()).isEqualTo("192.0.2.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "10.1",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.300",
        "::/129",
        "fe80::1%eth0",
        "example.org",
        "::ffff:10.0.0.0/8",
        "1.2.3.4/24/1"
      })
  void otherTextIsRefused(String text) {
    assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/32, 10.0.0.1",
    "10.0.0.0/8, 10.0.0.0/8",
    "0.0.0.0/0, 0.0.0.0/0",
    "2001:db8:0:0:0:0:0:1/128, 2001:db8::1",
    "2001:db8::/32, 2001:db8::/32",
    "::/0, ::/0",
    "2001:0:0:1:0:0:0:1/128, 2001::1:0:0:0:1",
    "2001:db8:1:2:3:4:5:6/128, 2001:db8:1:2:3:4:5:6"
  })
  void addressesAreShort(String network, String text) {
    assertThat(Cidr.parse(network).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "2001:db8::1", "::", "::1"})
  void addressesAreWrittenAsPeopleDo(String address) {
    assertThat(Cidr.text(InetAddress.ofLiteral(address))).isEqualTo(address);
  }
}
