package org.gatepost.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class AttributesTest {
  static List<Attribute<?>> all() {
    return Attributes.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyDefaultIsValid(Attribute<?> attribute) throws ConfigurationException {
    if (!attribute.defaults().isEmpty()) {
      assertThat(attribute.parse(attribute.defaults(), "the table")).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyAttributeIsDescribed(Attribute<?> attribute) {
    assertThat(attribute.sentence()).endsWith(".").hasSizeGreaterThan(20);
    assertThat(attribute.scopes()).isNotEmpty();
    assertThat(attribute.since()).isNotEmpty();
    assertThat(attribute.type().allowed()).isNotEmpty();
  }

  @Test
  void noNameStandsTwice() {
    var names = new HashSet<String>();
    for (var attribute : Attributes.all()) {
      assertThat(names.add(attribute.name().toLowerCase(Locale.ROOT)))
          .as(attribute.name())
          .isTrue();
    }
  }

  @Test
  void namesKnowNoCase() {
    assertThat(Attributes.named("ZIMBRAIPMODE")).hasValue(MailAttributes.IP_MODE);
    assertThat(Attributes.named("zimbraIPMod")).isEmpty();
  }

  // A second reading of spec mail 6, so that a slip in the table does not go unseen.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          zimbraReverseProxyMailEnabled | GLOBAL SERVER | TRUE
          zimbraImapProxyBindPort | GLOBAL SERVER | 143
          zimbraImapSSLProxyBindPort | GLOBAL SERVER | 993
          zimbraPop3ProxyBindPort | GLOBAL SERVER | 110
          zimbraPop3SSLProxyBindPort | GLOBAL SERVER | 995
          zimbraIPMode | GLOBAL SERVER | ipv4
          zimbraReverseProxyImapStartTlsMode | GLOBAL SERVER DOOR | only
          zimbraReverseProxyPop3StartTlsMode | GLOBAL SERVER DOOR | only
          zimbraReverseProxyImapSaslGssapiEnabled | GLOBAL SERVER DOOR | FALSE
          zimbraReverseProxyPassErrors | GLOBAL SERVER DOOR | TRUE
          zimbraReverseProxyAuthWaitInterval | GLOBAL | 10s
          zimbraReverseProxySendImapId | GLOBAL | TRUE
          zimbraReverseProxyConnectTimeout | GLOBAL SERVER DOOR | 120000ms
          imap_max_idle_time | HOST DOOR | 60
          pop3_max_idle_time | HOST DOOR | 60
          imap_authenticated_max_idle_time | HOST DOOR | 1800
          zimbraReverseProxySSLToUpstreamEnabled | GLOBAL SERVER DOOR | TRUE
          zimbraReverseProxySSLECDHCurve | GLOBAL | prime256v1
          zimbraReverseProxyLogLevel | GLOBAL SERVER | info
          zimbraExtensionBindPort | GLOBAL SERVER | 7072
          zimbraReverseProxyRouteLookupTimeout | GLOBAL SERVER | 15s
          zimbraReverseProxyRouteLookupTimeoutCache | GLOBAL SERVER | 60s
          zimbraReverseProxyCacheFetchTimeout | GLOBAL | 3s
          zimbraReverseProxyCacheEntryTTL | GLOBAL | 1h
          zimbraMemcachedBindPort | GLOBAL SERVER | 11211
          zimbraReverseProxyImapPortAttribute | GLOBAL | zimbraImapBindPort
          zimbraReverseProxyPop3SSLPortAttribute | GLOBAL | zimbraPop3SSLBindPort
          zimbraReverseProxyAdminPortAttribute | GLOBAL | zimbraAdminPort
          zimbraReverseProxyDnsLookupInServerEnabled | GLOBAL SERVER | TRUE
          zimbraReverseProxyExternalRouteIncludeOriginalAuthusername | GLOBAL DOMAIN | FALSE
          zimbraRemoteImapBindPort | GLOBAL SERVER | 8143
          zimbraRemoteImapSSLBindPort | GLOBAL SERVER | 8993
          zimbraMailProxyReconnectTimeout | GLOBAL SERVER | 10
          zimbraMailProxyMaxFails | GLOBAL SERVER | 1
          ldap_cache_reverseproxylookup_domain_maxage | HOST | 15
          zimbraReverseProxyIPLoginLimit | GLOBAL | 0
          zimbraReverseProxyIPLoginPop3LimitTime | GLOBAL | 3600
          zimbraReverseProxyUserThrottleMsg | GLOBAL | Login rejected for this user
          zimbraReverseProxyIPThrottleWhitelistTime | GLOBAL SERVER | 300s
          gatepostLoginTimeout | GLOBAL SERVER DOOR | 60s
          gatepostMaxErrors | GLOBAL SERVER DOOR | 5
          gatepostMaxLoginAttempts | GLOBAL SERVER DOOR | 3
          gatepostDrainTimeout | GLOBAL SERVER | 30s
          gatepostLocalRouteTTL | GLOBAL SERVER | 60s
          gatepostNegativeRouteTTL | GLOBAL SERVER | 5s
          gatepostMemcachedKeys | GLOBAL SERVER | hashed
          gatepostSmtpXclient | GLOBAL SERVER DOOR | TRUE
          """)
  void tableAgreesWithTheSpec(String name, String scopes, String defaultText) {
    var attribute = Attributes.named(name).orElseThrow();
    var expected = Set.of(scopes.split(" "));
    assertThat(attribute.scopes().stream().map(Scope::name))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(attribute.defaults()).containsExactly(defaultText);
  }

  @Test
  void capabilitiesBeginWithTheProtocol() {
    assertThat(MailAttributes.IMAP_CAPABILITIES.defaults())
        .hasSize(28)
        .startsWith("IMAP4rev1", "ACL")
        .endsWith("WITHIN", "XLIST");
    assertThat(MailAttributes.POP3_CAPABILITIES.defaults())
        .containsExactly("TOP", "USER", "UIDL", "EXPIRE 31 USER", "XOIP");
  }
}
