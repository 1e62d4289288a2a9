package org.gatepost.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AttributeTypeTest {
  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "30s, PT30S", "5m, PT5M", "1h, PT1H", "2d, PT48H", "90, PT1M30S"})
  void durationsHaveUnits(String text, Duration expected) {
    assertThat(Types.SECONDS.parseOne(text)).isEqualTo(expected);
  }

  @Test
  void bareNumberCountsTheBaseUnit() {
    assertThat(Types.MINUTES.parseOne("15")).isEqualTo(Duration.ofMinutes(15));
    assertThat(Types.MINUTES.parseOne("15s")).isEqualTo(Duration.ofSeconds(15));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5s", "5 m", "5min", "s", "9999999999", "3651d", "٣s"})
  void otherDurationsAreRefused(String text) {
    assertThatThrownBy(() -> Types.SECONDS.parseOne(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "65536", "imap", "0x10", "+80", "٨٠"})
  void otherPortsAreRefused(String text) {
    assertThatThrownBy(() -> Types.PORT.parseOne(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void portsReachFromEndToEnd() {
    assertThat(Types.PORT.parseOne("0")).isZero();
    assertThat(Types.PORT.parseOne("65535")).isEqualTo(65_535);
  }

  @Test
  void wholeSecondsTakeNoUnit() {
    assertThat(Types.WHOLE_SECONDS.parseOne("3600")).isEqualTo(Duration.ofHours(1));
    assertThatThrownBy(() -> Types.WHOLE_SECONDS.parseOne("1h"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wordsAreReadInAnyCaseAndKeptAsTheyAreWritten() {
    assertThat(MailboxAttributes.CLIENT_CERT_MODE.type().parse(List.of("needclientauth")))
        .isEqualTo("NeedClientAuth");
  }

  @Test
  void booleansKnowNoCase() {
    assertThat(Types.BOOLEAN.parseOne("True")).isTrue();
    assertThat(Types.BOOLEAN.parseOne("FALSE")).isFalse();
    assertThatThrownBy(() -> Types.BOOLEAN.parseOne("yes"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wrongValueIsNamedWithItsPlace() {
    assertThatThrownBy(
            () -> MailAttributes.IMAP_START_TLS_MODE.parse(List.of("maybe"), "globalConfig"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "zimbraReverseProxyImapStartTlsMode in globalConfig has the value \"maybe\";"
                + " allowed: on, off, only; one value.");
  }

  @Test
  void secretIsNotInTheMessage() {
    assertThatThrownBy(
            () -> EntryAttributes.PRIVATE_KEY.parse(List.of("hush", "hush"), "the domain"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("(not shown)")
        .hasMessageNotContaining("hush");
  }
}
