package org.gatepost.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

final class AddressesTest {
  private static InetSocketAddress address(String literal) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), 143);
  }

  @Test
  void addressWithItsPortIsWrittenAsInUrls() {
    assertThat(Addresses.text(address("192.0.2.1"))).isEqualTo("192.0.2.1:143");
    assertThat(Addresses.text(address("2001:db8::1"))).isEqualTo("[2001:db8::1]:143");
  }

  @Test
  void bareAddressHasNeitherBracketsNorScope() throws UnknownHostException {
    byte[] linkLocal = InetAddress.ofLiteral("fe80::1").getAddress();
    assertThat(Addresses.text(Inet6Address.getByAddress("host", linkLocal, 3)))
        .isEqualTo("fe80::1");
    assertThat(Addresses.text(InetAddress.getByAddress("mail", new byte[] {10, 0, 0, 1})))
        .isEqualTo("10.0.0.1");
  }

  @Test
  void mappedAddressIsTheIpv4AddressThatItIs() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    mapped[12] = (byte) 192;
    mapped[14] = 2;
    mapped[15] = 1;
    InetSocketAddress dual = new InetSocketAddress(Inet6Address.getByAddress("x", mapped, -1), 993);
    assertThat(dual.getAddress()).isInstanceOf(Inet6Address.class);
    assertThat(Addresses.text(Addresses.normal(dual))).isEqualTo("192.0.2.1:993");
  }

  @Test
  void otherAddressesStayAsTheyAre() {
    for (String literal :
        new String[] {"192.0.2.1", "2001:db8::1", "::1", "::", "64:ff9b::c000:201"}) {
      assertThat(Addresses.normal(address(literal))).isEqualTo(address(literal));
    }
  }
}
