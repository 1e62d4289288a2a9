package org.gatepost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.gatepost.firewall.catalogue.Catalogue;
import org.junit.jupiter.api.Test;

final class PortsPageTest {
  @Test
  void committedPageIsUpToDate() throws Exception {
    assertThat(Files.readString(PortsPage.FILE))
        .as("run PortsPage to write %s anew", PortsPage.FILE)
        .isEqualTo(PortsPage.text());
  }

  @Test
  void everyPortHasItsLine() {
    List<String> rows =
        PortsPage.text().lines().filter(line -> line.matches("\\| \\d+/(tcp|udp) .*")).toList();
    assertThat(rows).hasSameSizeAs(Catalogue.ports());
    assertThat(rows).allSatisfy(row -> assertThat(row.split("(?<!\\\\)\\|", -1)).hasSize(10));
  }
}
