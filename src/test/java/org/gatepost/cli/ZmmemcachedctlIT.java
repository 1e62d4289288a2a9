package org.gatepost.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gatepost.testing.Installed;
import org.gatepost.testing.OpenSockets;
import org.gatepost.testing.Programs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code zmmemcachedctl} with a real memcached (spec http 5.6). */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class ZmmemcachedctlIT {
  @TempDir private Path folder;
  private final int port = Installed.freePort();

  private record Ran(int exit, String out, String err) {}

  @BeforeEach
  void configure() throws IOException {
    Programs.find("memcached", "memcached");
    listensAt("");
  }

  @AfterEach
  void stop() throws IOException {
    ctl("stop");
  }

  private void listensAt(String addresses) throws IOException {
    Files.writeString(
        folder.resolve("directory.ldif"),
        """
        dn: cn=zimbra
        objectClass: organizationalRole
        cn: zimbra

        dn: cn=servers,cn=zimbra
        objectClass: organizationalRole
        cn: servers

        dn: cn=cache.example.com,cn=servers,cn=zimbra
        objectClass: zimbraServer
        cn: cache.example.com
        zimbraMemcachedBindPort: %d
        %s\
        """
            .formatted(port, addresses));
    Files.writeString(
        folder.resolve("gatepost.yaml"),
        "server: cache.example.com\ndirectory: {file: directory.ldif}\n");
  }

  private Ran ctl(String action) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        GatepostCommand.run(
            new PrintWriter(out),
            new PrintWriter(err),
            "zmmemcachedctl",
            action,
            "-c",
            folder.resolve("gatepost.yaml").toString());
    return new Ran(exit, out.toString(), err.toString());
  }

  private Path pidFile() {
    return folder.resolve("run/memcached.pid");
  }

  private long pid() throws IOException {
    return Long.parseLong(Files.readString(pidFile()).strip());
  }

  @Test
  void withoutAnAddressItListensOnLoopbackAloneAndNeverWithUdp() throws IOException {
    Ran started = ctl("start");
    assertThat(started.out()).isEqualTo("Starting memcached...done.\n");
    assertThat(started.exit()).isZero();
    assertThat(started.err()).contains("zimbraMemcachedBindAddress", "127.0.0.1");
    assertThat(OpenSockets.tcp(pid())).containsExactly("127.0.0.1:" + port);
    assertThat(OpenSockets.udp(pid())).isEmpty();
  }

  @Test
  void itListensAtTheAddressesOfTheServerEntry() throws IOException {
    assumeThat(Files.exists(Path.of("/proc/net/tcp6"))).isTrue();
    listensAt("zimbraMemcachedBindAddress: 127.0.0.2\nzimbraMemcachedBindAddress: ::1\n");
    Ran started = ctl("start");
    assertThat(started.out()).isEqualTo("Starting memcached...done.\n");
    assertThat(started.err()).isEmpty();
    assertThat(OpenSockets.tcp(pid()))
        .containsExactlyInAnyOrder("127.0.0.2:" + port, "0:0:0:0:0:0:0:1:" + port);
    assertThat(OpenSockets.udp(pid())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "0", "127.0.0.1,0.0.0.0", "*", "no.such.host.invalid"})
  void itNeverListensEverywhere(String address) throws IOException {
    listensAt("zimbraMemcachedBindAddress: " + address + "\n");
    Ran started = ctl("start");
    assertThat(started.exit()).isEqualTo(1);
    assertThat(started.out()).isEqualTo("Starting memcached...failed.\n");
    assertThat(started.err()).contains("zimbraMemcachedBindAddress", "allowed:");
    assertThat(pidFile()).doesNotExist();
  }

  @Test
  void itIsNotRunAsRoot() throws IOException {
    ctl("start");
    assertThat(Files.getAttribute(Path.of("/proc", String.valueOf(pid())), "unix:uid"))
        .isNotEqualTo(0);
  }

  @Test
  void thePhrasesAndExitCodesAreTheOriginals() throws IOException {
    assertThat(ctl("status")).isEqualTo(new Ran(1, "memcached is not running.\n", ""));
    assertThat(ctl("stop"))
        .isEqualTo(new Ran(0, "Stopping memcached...memcached is not running.\n", ""));
    assertThat(ctl("reload")).isEqualTo(new Ran(0, "", ""));
    assertThat(ctl("start").out()).isEqualTo("Starting memcached...done.\n");
    assertThat(ctl("start").out())
        .isEqualTo("Starting memcached...memcached is already running.\n");
    assertThat(ctl("status")).isEqualTo(new Ran(0, "memcached is running.\n", ""));
    assertThat(ctl("reload").out()).isEqualTo("Reloading memcached...done.\n");
    long before = pid();
    Ran restarted = ctl("restart");
    assertThat(restarted.out())
        .isEqualTo("Stopping memcached...done.\nStarting memcached...done.\n");
    assertThat(restarted.exit()).isZero();
    assertThat(pid()).isNotEqualTo(before);
    assertThat(ctl("stop")).isEqualTo(new Ran(0, "Stopping memcached...done.\n", ""));
    assertThat(pidFile()).doesNotExist();
    assertThat(ctl("again").exit()).isEqualTo(1);
  }

  @Test
  void reloadSaysThatAnotherAddressNeedsARestart() throws IOException {
    ctl("start");
    listensAt("zimbraMemcachedBindAddress: 127.0.0.2\n");
    Ran reloaded = ctl("reload");
    assertThat(reloaded.exit()).isEqualTo(1);
    assertThat(reloaded.out()).isEqualTo("Reloading memcached...failed.\n");
    assertThat(reloaded.err()).contains("zmmemcachedctl restart");
    assertThat(ctl("restart").exit()).isZero();
    assertThat(OpenSockets.tcp(pid())).containsExactly("127.0.0.2:" + port);
  }

  @Test
  void aTakenPortIsSaid() throws IOException {
    try (var taken = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Ran started = ctl("start");
      assertThat(started.exit()).isEqualTo(1);
      assertThat(started.out())
          .startsWith("Starting memcached...failed.\nmemcached start failed. reason: ")
          .contains("in use");
      assertThat(pidFile()).doesNotExist();
      assertThat(taken.isClosed()).isFalse();
    }
  }

  @Test
  void aProcessThatOnlyHasItsNumberIsLeftAlone() throws IOException {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      Files.createDirectories(folder.resolve("run"));
      Files.writeString(pidFile(), other.pid() + "\n");
      assertThat(ctl("status").exit()).isEqualTo(1);
      assertThat(ctl("stop").out()).isEqualTo("Stopping memcached...memcached is not running.\n");
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void aMemcachedThatStartedAfterTheFileWasWrittenIsAnother() throws IOException {
    ctl("start");
    FileTime written = Files.getLastModifiedTime(pidFile());
    Files.setLastModifiedTime(pidFile(), FileTime.from(Instant.now().minus(Duration.ofDays(1))));
    assertThat(ctl("status").out()).isEqualTo("memcached is not running.\n");
    Files.setLastModifiedTime(pidFile(), written);
    assertThat(ctl("status").out()).isEqualTo("memcached is running.\n");
  }

  @Test
  void oneThatDoesNotHearIsKilled() throws IOException {
    ctl("start");
    MemcachedDaemon daemon = new MemcachedDaemon(folder, Duration.ofMillis(200));
    ProcessHandle process = daemon.process().orElseThrow();
    Programs.run(List.of("/bin/sh", "-c", "kill -STOP " + process.pid())).success();
    assertThat(daemon.stop(process)).isTrue();
    assertThat(daemon.process()).isEmpty();
  }
}
