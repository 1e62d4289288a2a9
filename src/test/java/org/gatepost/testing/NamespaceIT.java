package org.gatepost.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What tests of firewalls rely on: nothing that they do reaches this machine's own. */
@Timeout(60)
final class NamespaceIT {
  @TempDir private Path folder;

  @Test
  void firewallInsideIsNotThatOfThisMachine() throws IOException {
    var machine = Programs.run(List.of("ufw", "status", "verbose")).output();
    try (var host = Namespace.create("host.example.org")) {
      host.shell("ufw allow 2222/tcp; ufw --force enable").success();

      assertThat(host.run("ufw", "status").success()).contains("2222/tcp");
      assertThat(host.run("nft", "list", "ruleset").success()).contains("2222");
      assertThat(Files.readString(host.file("/etc/ufw/user.rules"))).contains("2222");
      assertThat(host.run("hostname").success()).isEqualTo("host.example.org\n");
    }
    assertThat(Programs.run(List.of("ufw", "status", "verbose")).output()).isEqualTo(machine);
    assertThat(Files.readString(Path.of("/etc/ufw/user.rules"))).doesNotContain("2222");
  }

  @Test
  void whatRunsInsideEndsWithIt() throws IOException, InterruptedException {
    var output = folder.resolve("output");
    Process told;
    Process left;
    try (var host = Namespace.create("host.example.org")) {
      told = host.start(List.of("sleep", "600"), Map.of(), output);
      left = host.start(List.of("sleep", "600"), Map.of(), output);
      Namespace.stop(told);
      assertThat(told.isAlive()).isFalse();
      assertThat(left.isAlive()).isTrue();
    }
    assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }
}
