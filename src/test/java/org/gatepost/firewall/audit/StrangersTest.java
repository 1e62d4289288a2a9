package org.gatepost.firewall.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gatepost.settings.Cidr;
import org.junit.jupiter.api.Test;

/** Who is nobody to the rules. */
final class StrangersTest {
  @Test
  void aStrangerIsInNoNetworkThatTheRulesName() {
    List<Cidr> named =
        Stream.concat(
                Stream.of("2a00::/12", "2000::/12", "2001::/16"),
                IntStream.range(1, 100).mapToObj(first -> first + ".0.0.0/8"))
            .map(Cidr::parse)
            .toList();
    assertThat(strangers(named)).containsExactly("100.0.0.0", "2010::");
  }

  @Test
  void aStrangerIsOneOfTheInternet() {
    List<Cidr> named =
        Stream.of("0.0.0.0/2", "64.0.0.0/3", "96.0.0.0/6", "100.0.0.0/10", "2000::/4", "::/2")
            .map(Cidr::parse)
            .toList();
    assertThat(strangers(named)).containsExactly("100.128.0.0", "3000::");
  }

  @Test
  void whereEverythingIsNamedTheWidestNetworksDoNotCount() {
    List<Cidr> named =
        Stream.of("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "81.0.0.0/8", "::/0", "2000::/3")
            .map(Cidr::parse)
            .toList();
    assertThat(strangers(named)).containsExactly("1.0.0.0", "2a02:4780:1:1::1");
  }

  private static List<String> strangers(List<Cidr> named) {
    List<InetAddress> strangers = Strangers.to(named);
    assertThat(strangers).hasSize(2);
    return strangers.stream().map(Cidr::text).toList();
  }
}
