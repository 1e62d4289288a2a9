package org.gatepost.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

final class SettingsPageTest {
  @Test
  void committedPageIsUpToDate() throws Exception {
    assertThat(Files.readString(SettingsPage.FILE))
        .as("run SettingsPage to write %s anew", SettingsPage.FILE)
        .isEqualTo(SettingsPage.text());
  }

  @Test
  void everyAttributeHasItsLine() {
    var rows = SettingsPage.text().lines().filter(line -> line.startsWith("| `")).toList();
    assertThat(rows).hasSameSizeAs(Attributes.all());
    assertThat(rows).allSatisfy(row -> assertThat(row.split("(?<!\\\\)\\|", -1)).hasSize(8));
  }

  @Test
  void marksStandBehindTheNames() {
    assertThat(SettingsPage.text())
        .contains(
            "| `zimbraReverseProxyIPLoginLimit`\\* |", "| `zimbraReverseProxyAcceptMutex`~ |");
  }
}
