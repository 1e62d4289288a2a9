package org.gatepost.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The card of {@code zmprov desc -a}: spec http 5.3. */
final class AttributeCardTest {
  @Test
  void fieldsStandInTheOriginalsOrder() {
    assertThat(card("zimbraIPMode").fields().keySet())
        .containsExactly(
            "type",
            "value",
            "callback",
            "immutable",
            "cardinality",
            "requiredIn",
            "optionalIn",
            "flags",
            "defaults",
            "min",
            "max",
            "id",
            "requiresRestart",
            "since",
            "deprecatedSince");
  }

  @Test
  void enumTellsItsWords() {
    assertThat(card("zimbraReverseProxyMailMode").fields())
        .containsEntry("type", "enum")
        .containsEntry("value", "http,https,both,mixed,redirect")
        .containsEntry("cardinality", "single")
        .containsEntry("optionalIn", "globalConfig,server")
        .containsEntry("flags", "serverInherited")
        .containsEntry("defaults", "")
        .containsEntry("min", "")
        .containsEntry("requiresRestart", "");
  }

  @Test
  void numbersTellTheirBounds() {
    assertThat(card("zimbraReverseProxyUpstreamConnectTimeout").fields())
        .containsEntry("type", "integer")
        .containsEntry("defaults", "25")
        .containsEntry("min", "0")
        .containsEntry("max", "75");
    assertThat(card("zimbraMailProxyMaxFails").fields())
        .containsEntry("min", "0")
        .containsEntry("max", "");
    assertThat(card("zimbraMailPort").fields())
        .containsEntry("type", "port")
        .containsEntry("min", "0")
        .containsEntry("max", "65535");
  }

  @Test
  void inheritanceIsAFlagForEachKindOfHeir() {
    assertThat(card("zimbraReverseProxyClientCertMode").fields())
        .containsEntry("optionalIn", "globalConfig,server,domain")
        .containsEntry("flags", "domainInherited,serverInherited");
    assertThat(card("zimbraAuthTokenLifetime").fields())
        .containsEntry("optionalIn", "account,cos")
        .containsEntry("flags", "accountInherited");
    assertThat(card("zimbraServiceHostname").fields()).containsEntry("flags", "");
  }

  @Test
  void severalDefaultsAreSeparatedByCommas() {
    assertThat(card("zimbraReverseProxySSLProtocols").fields())
        .containsEntry("cardinality", "multi")
        .containsEntry("defaults", "TLSv1.2,TLSv1.3");
  }

  @Test
  void descriptionTellsWhatGatepostMakesOfIt() {
    assertThat(card("zimbraReverseProxyAcceptMutex").description())
        .endsWith(
            " Gatepost accepts it and does not need it: every thread accepts for itself, and the"
                + " kernel spreads connections.");
    assertThat(card("zimbraReverseProxyIPLoginLimit").description())
        .endsWith(" Gatepost does not act on it yet.");
    assertThat(card("imap_max_idle_time").description())
        .endsWith(" A bare number counts s. It belongs to the host's file.");
  }

  @Test
  void deprecationNamesTheVersionOfTheOriginal() {
    assertThat(card("zimbraReverseProxyUpstreamServers").fields())
        .containsEntry("deprecatedSince", "8.5");
  }

  private static AttributeCard card(String name) {
    return AttributeCard.of(Attributes.named(name).orElseThrow());
  }
}
