package org.gatepost.firewall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SshPortsTest {
  @TempDir private Path folder;

  @Test
  void configurationNamesPortsInItsIncludedFilesToo() throws IOException {
    Files.createDirectory(folder.resolve("sshd_config.d"));
    Files.writeString(folder.resolve("sshd_config.d/10-port.conf"), "port=2222 # moved\n");
    Files.writeString(
        folder.resolve("sshd_config"),
        """
        Include sshd_config.d/*.conf missing.conf
        #Port 23
        Port "2022"
        ListenAddress [2001:db8::1]:2023
        ListenAddress 192.0.2.1:2024
        ListenAddress 192.0.2.2
        ListenAddress 2001:db8::2
        PermitRootLogin no
        """);

    assertThat(SshdConfig.ports(folder.resolve("sshd_config")))
        .containsExactly(2022, 2023, 2024, 2222);
  }

  @Test
  void fileThatIncludesItselfIsReadToAnEnd() throws IOException {
    Files.writeString(folder.resolve("sshd_config"), "Include sshd_config\nPort 2222\n");

    assertThat(SshdConfig.ports(folder.resolve("sshd_config"))).containsExactly(2222);
  }

  @Test
  void serverItselfSaysItInTheSameForm() {
    assertThat(SshdConfig.ports("port 2222\naddressfamily any\nlistenaddress [::]:2222\n"))
        .containsExactly(2222);
  }

  @Test
  void socketOfSystemdCountsWhileItIsActive() {
    var shown = "ActiveState=%s\nListen=0.0.0.0:2222 (Stream)\nListen=[::]:2022 (Stream)\n";

    assertThat(SshPorts.activated(shown.formatted("active"))).containsExactly(2022, 2222);
    assertThat(SshPorts.activated(shown.formatted("inactive"))).isEmpty();
  }

  @Test
  void everyPortThatIsFoundCounts() {
    var ports = SshPorts.of(Map.of("a", Set.of(22), "b", Set.of(2222), "c", Set.of()));

    assertThat(ports.ports()).containsExactly(22, 2222);
    assertThat(ports.isGuess()).isFalse();
  }

  @Test
  void withoutAServerThePortIsAGuess() {
    var ports = SshPorts.of(Map.of("a", Set.of()));

    assertThat(ports.ports()).containsExactly(22);
    assertThat(ports.isGuess()).isTrue();
  }

  @Test
  void sessionIsReadFromTheEnvironment() {
    assertThat(
            SshSession.parse(
                "HOME=/root\0SSH_CONNECTION=2001:db8::7 50000 2001:db8::5 2222\0TERM=xterm\0"))
        .contains(new SshSession(InetAddress.ofLiteral("2001:db8::7"), 50000, 2222));
    assertThat(SshSession.parse("SSH_CONNECTION=fe80::1%eth0 50000 fe80::2%eth0 22"))
        .contains(new SshSession(InetAddress.ofLiteral("fe80::1"), 50000, 22));
  }

  @Test
  void sessionThatHasEndedIsNotInTheKernelsList() {
    var tcp =
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
           0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
           1: 0500000A:0016 076433C6:C350 01 00000000:00000000 00:00000000 00000000     0
           2: 0500000A:0016 076433C6:C351 06 00000000:00000000 00:00000000 00000000     0
        """;
    var tcp6 =
        """
           0: 0000000000000000FFFF00000500000A:0016 0000000000000000FFFF0000076433C6:C352 01 0
           1: B80D0120000000000000000005000000:0016 B80D0120000000000000000007000000:C350 01 0
        """;

    assertThat(session("198.51.100.7", 50000).isAmong(tcp)).isTrue();
    assertThat(session("198.51.100.7", 50001).isAmong(tcp)).as("TIME_WAIT").isFalse();
    assertThat(session("198.51.100.8", 50000).isAmong(tcp)).isFalse();
    assertThat(session("198.51.100.7", 50002).isAmong(tcp6)).isTrue();
    assertThat(session("2001:db8::7", 50000).isAmong(tcp6)).isTrue();
    assertThat(session("2001:db8::8", 50000).isAmong(tcp6)).isFalse();
  }

  private static SshSession session(String client, int clientPort) {
    return new SshSession(InetAddress.ofLiteral(client), clientPort, 22);
  }

  @Test
  void whatIsNoSessionIsNone() {
    assertThat(SshSession.parse("OLD_SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22\0")).isEmpty();
    assertThat(SshSession.parse("SSH_CONNECTION=example.com 50000 192.0.2.2 22\0")).isEmpty();
  }
}
