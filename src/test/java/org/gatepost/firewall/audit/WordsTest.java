package org.gatepost.firewall.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatepost.settings.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How what was found is shown, and small choices of the audit. */
final class WordsTest {
  @Test
  void portsInARowAreARange() {
    Ranges ranges = new Ranges();
    List.of(25, 80, 81, 65_535).forEach(port -> ranges.add(port, port + 1));
    ranges.add(82, 90);
    assertThat(ranges).hasToString("25, 80-89, 65535");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/8", "10.1.2.0/30", "10.1.2.2/31", "10.1.2.3", "2001:db8::/32"})
  void whoeverIsInANetworkIsInIt(String network) {
    Cidr cidr = Cidr.parse(network);
    assertThat(cidr.contains(Samples.within(cidr))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-U 0", "-U0", "--udp-port=0", "-m 64 -U 0 -l 127.0.0.1"})
  void memcachedWithoutUdpIsKnownByItsOptions(String options) {
    assertThat(MemcachedChecks.udpIsOff(List.of(("memcached " + options).split(" ", -1)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-m 64", "-U 11211", "-U 01", "--udp-port=11211", "-p 0 -u nobody"})
  void memcachedWithUdpIsToo(String options) {
    assertThat(MemcachedChecks.udpIsOff(List.of(("memcached " + options).split(" ", -1))))
        .isFalse();
  }

  @Test
  void namesOfChecksAreForScriptsAndStay() {
    assertThat(List.of(Check.values()))
        .extracting(Check::word)
        .containsExactly(
            "firewall-active",
            "ipv6",
            "ssh-rule",
            "missing-rules",
            "listening-sockets",
            "internal-ports",
            "whitelist",
            "blanket-allow",
            "drift",
            "memcached-udp",
            "memcached-bind",
            "memcached-version",
            "memcached-settings",
            "ufw-profile",
            "lookup-target",
            "upstream-clear-text",
            "web-modes",
            "default-secrets",
            "probe");
  }
}
