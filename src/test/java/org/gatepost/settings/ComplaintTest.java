package org.gatepost.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The original's words about values that may not be written: spec http 5.5. */
final class ComplaintTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          zimbraReverseProxyMailEnabled | yes | must be TRUE or FALSE
          zimbraReverseProxyMailEnabled | true | must be TRUE or FALSE
          zimbraReverseProxyMailMode | https3 | must be one of: http,https,both,mixed,redirect
          zimbraReverseProxyMailMode | HTTPS | must be one of: http,https,both,mixed,redirect
          zimbraMailProxyPort | 65536 | must be a valid port: 65536
          zimbraMailProxyPort | -1 | must be a valid port: -1
          zimbraMailProxyPort | http | must be a valid port: http
          zimbraMailProxyMaxFails | five | must be a valid integer: five
          zimbraMailProxyMaxFails | 5.0 | must be a valid integer: 5.0
          zimbraMailProxyMaxFails | -1 | value(-1) smaller than minimum allowed: 0
          zimbraReverseProxyUpstreamConnectTimeout | 76 | value(76) larger than maximum allowed: 75
          zimbraReverseProxyUpstreamConnectTimeout | 25s | must be a valid integer: 25s
          zimbraReverseProxyIPLoginLimitTime | 1h | must be a valid integer: 1h
          zimbraFileUploadMaxSize | 10M | must be a valid long: 10M
          zimbraMailProxyMaxFails | 9999999999 | value(9999999999) larger than maximum allowed: 2147483647
          zimbraReverseProxyAuthWaitInterval | 3651d | value(3651d) larger than maximum allowed: 3650d
          """)
  void valueIsRefusedInTheOriginalsWords(String name, String value, String complaint) {
    assertThat(named(name).complaint(List.of(value))).hasValue(name + " " + complaint);
  }

  @Test
  void durationIsRefusedWithWhatIsAllowed() {
    assertThat(named("zimbraReverseProxyAuthWaitInterval").complaint(List.of("10 seconds")))
        .hasValue(
            "zimbraReverseProxyAuthWaitInterval must be a valid duration: 10 seconds; allowed: a"
                + " duration up to 3650d such as 500ms, 30s, 5m, 1h, 2d; a bare number counts"
                + " seconds");
  }

  @Test
  void addressesAreRefusedWithWhatIsAllowed() {
    assertThat(named("zimbraDomainAllowedIPs").complaint(List.of("192.0.2.0/24", "192.0.2.0/33")))
        .hasValueSatisfying(complaint ->
            assertThat(complaint)
                .startsWith(
                    "zimbraDomainAllowedIPs must be a valid address or range of addresses:"
                        + " 192.0.2.0/33; allowed: "));
  }

  @Test
  void oneValueIsNotTwo() {
    assertThat(named("zimbraMailProxyPort").complaint(List.of("80", "8080")))
        .hasValue("zimbraMailProxyPort takes one value, not 2");
    assertThat(named("zimbraReverseProxyAvailableLookupTargets").complaint(List.of("a", "b")))
        .isEmpty();
  }

  @Test
  void controlCharactersOfAValueAreNotRepeated() {
    assertThat(named("zimbraMailProxyPort").complaint(List.of("8\u001b[2J")))
        .hasValue("zimbraMailProxyPort must be a valid port: 8?[2J");
  }

  @Test
  void takingAwayIsAlwaysAllowed() {
    assertThat(named("zimbraMailProxyPort").complaint(List.of())).isEmpty();
    assertThat(named("zimbraMailProxyPort").complaint(List.of(""))).isEmpty();
  }

  @Test
  void textsOfManyLinesAreTexts() {
    var pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    assertThat(named("zimbraSSLCertificate").complaint(List.of(pem))).isEmpty();
    assertThat(named("zimbraSSLDHParam").complaint(List.of(pem))).isEmpty();
  }

  static List<Attribute<?>> all() {
    return Attributes.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyDefaultMayBeWritten(Attribute<?> attribute) {
    assertThat(attribute.complaint(attribute.defaults())).isEmpty();
  }

  private static Attribute<?> named(String name) {
    return Attributes.named(name).orElseThrow();
  }
}
