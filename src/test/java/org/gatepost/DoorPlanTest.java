package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DoorPlanTest {
  @TempDir private Path folder;

  private List<DoorPlan> plans(
      String doors, boolean certificates, Map<String, List<String>> attributes) throws Exception {
    Files.createFile(folder.resolve("directory.ldif"));
    var file =
        Files.writeString(
            folder.resolve("gatepost.yaml"),
            "server: proxy.example.org\ndirectory: {file: directory.ldif}\n" + doors);
    return DoorPlan.of(
        HostFileReader.read(file),
        EffectiveSettings.resolve(attributes, Map.of(), Map.of()),
        certificates);
  }

  /** A domain's setting alone opens it too: spec http 9, W-26. */
  @ParameterizedTest
  @CsvSource({
    "true, TRUE, 3443, true",
    "true, TRUE, 0, false",
    "true, FALSE, 3443, false",
    "false, TRUE, 3443, false",
  })
  void certificatesHaveADoorIfAnybodyIsAskedForOne(
      boolean certificates, String web, String port, boolean open) throws Exception {
    var attributes =
        Map.of(
            "zimbraReverseProxyHttpEnabled", List.of(web),
            "zimbraMailSSLProxyClientCertPort", List.of(port));
    assertThat(plans("", certificates, attributes).stream().map(DoorPlan::name).toList())
        .contains("imap")
        .satisfies(names -> assertThat(names.contains("certlogin")).isEqualTo(open));
  }

  @Test
  void certificatesHaveTheDoorThatTheFileNames() throws Exception {
    assertThat(plans("doors: [{protocol: certlogin, tls: implicit, port: 443}]", false, Map.of()))
        .singleElement()
        .satisfies(plan -> {
          assertThat(plan.name()).isEqualTo("certlogin");
          assertThat(plan.isWeb()).isTrue();
          assertThat(plan.address().getPort()).isEqualTo(443);
        });
  }

  @Test
  void certificatesAreShownInTlsAlone() {
    assertThatThrownBy(
            () -> plans("doors: [{protocol: certlogin, tls: none, port: 443}]", true, Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("protocol certlogin without TLS from the first octet");
  }
}
