package org.gatepost.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EffectiveSettingsTest {
  private static final String MODE = "zimbraReverseProxyImapStartTlsMode";

  @Test
  void defaultsHoldWhereNothingIsSet() {
    var settings = EffectiveSettings.defaults();

    assertThat(settings.value(MailAttributes.IMAP_START_TLS_MODE)).isEqualTo(StartTlsMode.ONLY);
    assertThat(settings.value(MailAttributes.AUTH_WAIT_INTERVAL)).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.value(MailAttributes.IP_MODE)).isEqualTo(IpMode.IPV4);
    assertThat(settings.value(OwnAttributes.TRUSTED_PEERS)).isEmpty();
    assertThat(settings.optional(RouteAttributes.DEFAULT_DOMAIN)).isEmpty();
    assertThat(settings.origin(MailAttributes.IP_MODE)).isEqualTo(Origin.DEFAULT);
  }

  @Test
  void fileWinsOverServerOverGlobal() throws ConfigurationException {
    var off = Map.of(MODE, List.of("off"));
    var on = Map.of(MODE, List.of("on"));
    var only = Map.of(MODE, List.of("only"));

    assertThat(mode(EffectiveSettings.resolve(Map.of(), Map.of(), on))).isEqualTo(StartTlsMode.ON);
    assertThat(mode(EffectiveSettings.resolve(Map.of(), off, on))).isEqualTo(StartTlsMode.OFF);
    var settings = EffectiveSettings.resolve(only, off, on);
    assertThat(mode(settings)).isEqualTo(StartTlsMode.ONLY);
    assertThat(settings.origin(MailAttributes.IMAP_START_TLS_MODE)).isEqualTo(Origin.FILE);
  }

  @Test
  void directoryNamesKnowNoCaseAndMayBeUnknown() throws ConfigurationException {
    var global =
        Map.of(MODE.toLowerCase(Locale.ROOT), List.of("on"), "zimbraSomethingElse", List.of("x"));

    assertThat(mode(EffectiveSettings.resolve(Map.of(), Map.of(), global)))
        .isEqualTo(StartTlsMode.ON);
  }

  @Test
  void globalAttributeOnAServerEntryIsPassedOver() throws ConfigurationException {
    var server = Map.of("zimbraReverseProxyAuthWaitInterval", List.of("1s"));

    var settings = EffectiveSettings.resolve(Map.of(), server, Map.of());

    assertThat(settings.value(MailAttributes.AUTH_WAIT_INTERVAL)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void doorWinsOverAll() throws ConfigurationException {
    var settings = EffectiveSettings.resolve(Map.of(MODE, List.of("on")), Map.of(), Map.of());

    var door = settings.forDoor(Map.of(MODE, List.of("off")));

    assertThat(mode(door)).isEqualTo(StartTlsMode.OFF);
    assertThat(door.origin(MailAttributes.IMAP_START_TLS_MODE)).isEqualTo(Origin.DOOR);
    assertThat(mode(settings)).isEqualTo(StartTlsMode.ON);
  }

  @Test
  void everyFaultIsReportedAtOnce() {
    var thrown =
        catchThrowableOfType(
            ConfigurationException.class,
            () ->
                EffectiveSettings.resolve(
                    Map.of("zimbraIPMod", List.of("ipv4"), "zimbraMailHost", List.of("a")),
                    Map.of("zimbraImapProxyBindPort", List.of("70000")),
                    Map.of("gatepostTrustedPeers", List.of("10.0.0.0/40"))));

    assertThat(thrown.problems())
        .containsExactlyInAnyOrder(
            "In the attributes of the host's file: unknown attribute zimbraIPMod,"
                + " did you mean zimbraIPMode?",
            "zimbraMailHost cannot be set in the attributes of the host's file;"
                + " it belongs to an account entry.",
            "zimbraImapProxyBindPort in the server entry has the value \"70000\";"
                + " allowed: a whole number from 0 to 65535; one value.",
            "gatepostTrustedPeers in globalConfig has the value \"10.0.0.0/40\";"
                + " allowed: IPv4 or IPv6 addresses or ranges such as 192.0.2.0/24 or"
                + " 2001:db8::/32.");
  }

  @Test
  void doorRefusesWhatIsNotItsOwn() {
    assertThatThrownBy(
            () -> EffectiveSettings.defaults().forDoor(Map.of("zimbraIPMode", List.of("ipv4"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot be set in the attributes of a door");
  }

  @Test
  void emptyListInTheFileTakesValuesAway() throws ConfigurationException {
    var global = Map.of("gatepostTrustedPeers", List.of("10.0.0.0/8"));

    var settings =
        EffectiveSettings.resolve(Map.of("gatepostTrustedPeers", List.of()), Map.of(), global);

    assertThat(settings.value(OwnAttributes.TRUSTED_PEERS)).isEmpty();
    assertThat(settings.origin(OwnAttributes.TRUSTED_PEERS)).isEqualTo(Origin.FILE);
  }

  @Test
  void allSettingsAreShownWithOriginAndUnit() throws ConfigurationException {
    var global = Map.of("gatepostTrustedPeers", List.of("10.0.0.0/8", "192.0.2.1"));

    var all = EffectiveSettings.resolve(Map.of(), Map.of(), global).all();

    assertThat(all)
        .contains(
            new Setting("gatepostTrustedPeers", "10.0.0.0/8, 192.0.2.1", Origin.GLOBAL, ""),
            new Setting("gatepostLoginTimeout", "60s", Origin.DEFAULT, "s"),
            new Setting("zimbraDefaultDomainName", "", Origin.DEFAULT, ""));
    assertThat(all).extracting(Setting::name).doesNotContain("zimbraMailHost").isSorted();
  }

  private static StartTlsMode mode(EffectiveSettings settings) {
    return settings.value(MailAttributes.IMAP_START_TLS_MODE);
  }
}
