package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.gatepost.testing.Namespace;
import org.gatepost.testing.Network;
import org.gatepost.testing.Network.Place;
import org.gatepost.testing.Programs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy, a mailbox server and a machine of nobody's, which look at each other. */
final class FirewallProbeIT {
  private static final Place PROXY = new Place("proxy1.test", "10.9.0.1/24", "fd09::1/64");
  private static final Place MAILBOX = new Place("mbox1.test", "10.9.0.2/24", "fd09::2/64");
  private static final Place OUTSIDE = new Place("outside.test", "10.9.0.9/24", "fd09::9/64");

  private static final String DIRECTORY =
      """
      dn: cn=zimbra
      objectClass: organizationalRole
      cn: zimbra

      dn: cn=config,cn=zimbra
      objectClass: organizationalRole
      objectClass: zimbraGlobalConfig
      cn: config

      dn: cn=servers,cn=zimbra
      objectClass: organizationalRole
      cn: servers

      dn: cn=proxy1.test,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: proxy1.test
      zimbraServiceEnabled: proxy

      dn: cn=mbox1.test,cn=servers,cn=zimbra
      objectClass: zimbraServer
      cn: mbox1.test
      zimbraServiceEnabled: mailbox
      """;

  @TempDir private Path folder;
  private Network network;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void makeNetwork() throws IOException {
    network = Network.of(List.of(PROXY, MAILBOX, OUTSIDE));
    Files.writeString(
        folder.resolve("gatepost.yaml"),
        "server: proxy1.test\nroles: [proxy]\ndirectory:\n  file: directory.ldif\n");
    Files.writeString(folder.resolve("directory.ldif"), DIRECTORY);
  }

  @AfterEach
  void stop() {
    started.forEach(Namespace::stop);
    network.close();
  }

  @Test
  void aHostThatIsOpenWhereItShouldBeIsWell() throws IOException {
    listen(7143);
    Programs.Result result = probe(PROXY);
    assertThat(result.output())
        .contains("OK", "which is proxy1.test and no stranger", "0 failed, 0 to be looked at");
    assertThat(result.exit()).isZero();
  }

  @Test
  void memcachedThatAnswersAnybodyIsFound() throws IOException {
    start(11211, "memcached", "-u", "nobody", "-l", "0.0.0.0", "-U", "11211");
    Programs.Result result = probe(PROXY);
    assertThat(result.output())
        .contains("mbox1.test lets in this machine", "  10.9.0.2:11211")
        .contains("memcached of mbox1.test answers over UDP", "udp 10.9.0.2:11211");
    assertThat(result.exit()).isEqualTo(2);
  }

  @Test
  void whatANodeMaySeeAStrangerMayNot() throws IOException {
    listen(7143);
    Programs.Result result = probe(OUTSIDE);
    assertThat(result.output()).contains("which is no host of the system", "10.9.0.2:7143");
    assertThat(result.exit()).isEqualTo(2);
  }

  @Test
  void aFirewallThatKeepsOutAHostOfTheSystemIsWarnedOf() throws IOException {
    network
        .host(MAILBOX.name())
        .shell("iptables -A INPUT -p tcp --dport 7143 -s 10.9.0.1 -j DROP")
        .success();
    Programs.Result result = probe(PROXY);
    assertThat(result.output()).contains("does not answer this machine", "10.9.0.2:7143");
    assertThat(result.exit()).isEqualTo(1);
  }

  private Programs.Result probe(Place from) throws IOException {
    return network
        .host(from.name())
        .run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.gatepost.Main",
                "firewall",
                "audit",
                "-c",
                folder.resolve("gatepost.yaml").toString(),
                "--host",
                MAILBOX.name(),
                "--only",
                "probe"),
            "",
            Map.of());
  }

  private void listen(int port) throws IOException {
    start(
        port,
        "perl",
        "-MIO::Socket::INET",
        "-e",
        "my $s = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => %d, Listen => 5) or die; sleep;"
            .formatted(port));
  }

  private void start(int port, String... command) throws IOException {
    Namespace host = network.host(MAILBOX.name());
    started.add(host.start(List.of(command), Map.of(), folder.resolve("out")));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!host.run("ss", "-Hltn", "sport = :" + port).success().contains("LISTEN")) {
      assertThat(System.nanoTime()).as("nothing listens on " + port).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
