package org.gatepost.web.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of spec http 1.8. */
final class AddressHashTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 5009, 2",
    "127.0.0.2, 5010, 0",
    "127.0.0.3, 5011, 1",
    "192.0.2.7, 4470, 0",
    "198.51.100.23, 5455, 1",
    "2001:db8::1, 2600, 2",
  })
  void addressesHaveTheNumbersOfTheOriginal(String address, int hash, int ofThree) {
    assertThat(AddressHash.first(InetAddress.ofLiteral(address))).isEqualTo(hash);
    assertThat(hash % 3).isEqualTo(ofThree);
  }

  @Test
  void theNextRoundGoesOnWhereTheFirstEnded() {
    InetAddress address = InetAddress.ofLiteral("192.0.2.7");

    assertThat(AddressHash.next(AddressHash.first(address), address)).isEqualTo(3290);
  }

  @Test
  void mappedAddressesAreTheAddressesThatTheyAre() {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 7};

    // What the original finds on a socket for both families.
    assertThat(AddressHash.first(mapped)).isEqualTo(2694);
    assertThat(AddressHash.first(InetAddress.ofLiteral("::ffff:192.0.2.7"))).isEqualTo(4470);
  }
}
