package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.Programs;
import org.gatepost.testing.RealMemcached;
import org.gatepost.testing.ScriptedUpstream;
import org.gatepost.testing.TestNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What monitoring sees, with curl for a monitor. */
@Timeout(60)
final class ConsoleIT {
  private static GatepostServer.Setup setup(Path folder) {
    return GatepostServer.in(folder).roles("proxy, console").attribute("gatepostConsolePort", "0");
  }

  private static Programs.Result ask(GatepostServer server, String... arguments) throws Exception {
    var address = server.door("console");
    var command =
        new java.util.ArrayList<>(
            List.of(Programs.find("curl", "curl").toString(), "-s", "-w", " %{http_code}"));
    command.addAll(List.of(arguments).subList(0, arguments.length - 1));
    command.add("http://127.0.0.1:" + address.getPort() + arguments[arguments.length - 1]);
    return Programs.run(command);
  }

  @ParameterizedTest
  @CsvSource({"/health/live, 200", "/health/ready, 200", "/metrics, 200", "/, 404", "/x, 404"})
  void pagesAreThere(String path, String status, @TempDir Path folder) throws Exception {
    try (var server = setup(folder).start()) {
      assertThat(ask(server, path).success()).endsWith(" " + status);
      assertThat(ask(server, "-XPOST", path).success()).endsWith(" 405");
    }
  }

  @Test
  void routesAreCountedByWhoKnewThem(@TempDir Path folder) throws Exception {
    try (var memcached = RealMemcached.start();
        var mailbox = ScriptedUpstream.start(TestNames.MAILBOX_A, ScriptedUpstream.imapLogin("a"));
        var server =
            setup(folder)
                .mailbox(TestNames.MAILBOX_A, mailbox)
                .account("alice", TestNames.MAILBOX_A)
                .memcached(memcached)
                .start();
        var client = server.connect("imap")) {
      client.expectStart("* OK");
      client.say("a LOGIN alice demo").expect("a OK Logged in.");
      assertThat(ask(server, "/metrics").success())
          .contains("gatepost_routes_total{source=\"lookup\"} 1.0")
          .contains("gatepost_memcached_up{server=\"" + memcached.name() + "\"} 1.0")
          .doesNotContain("alice");
    }
  }
}
