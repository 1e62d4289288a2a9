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
  void areasHoldTheWholeTableOnce() {
    assertThat(Attributes.areas().stream().flatMap(area -> area.attributes().stream()))
        .hasSameSizeAs(Attributes.all());
    assertThat(Attributes.areas()).allSatisfy(area -> assertThat(area.attributes()).isNotEmpty());
  }

  @Test
  void reasonsReadAfterAColon() {
    assertThat(Attributes.all())
        .extracting(Attribute::effect)
        .filteredOn(Effect.NotNeeded.class::isInstance)
        .isNotEmpty()
        .allSatisfy(
            effect -> assertThat(((Effect.NotNeeded) effect).reason()).matches("[a-zG].*[^.]"));
  }

  @Test
  void namesKnowNoCase() {
    assertThat(Attributes.named("ZIMBRAIPMODE")).hasValue(MailAttributes.IP_MODE);
    assertThat(Attributes.named("zimbraIPMod")).isEmpty();
  }

  // A second reading of design 3.3; SpecListsTest has all that is the original's.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gatepostLoginTimeout | GLOBAL SERVER DOOR | 60s
          gatepostMaxErrors | GLOBAL SERVER DOOR | 5
          gatepostMaxLoginAttempts | GLOBAL SERVER DOOR | 3
          gatepostDrainTimeout | GLOBAL SERVER | 30s
          gatepostLocalRouteTTL | GLOBAL SERVER | 60s
          gatepostNegativeRouteTTL | GLOBAL SERVER | 5s
          gatepostMemcachedKeys | GLOBAL SERVER | hashed
          gatepostSmtpXclient | GLOBAL SERVER DOOR | TRUE
          """)
  void ownAttributesAgreeWithTheDesign(String name, String scopes, String defaultText) {
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
