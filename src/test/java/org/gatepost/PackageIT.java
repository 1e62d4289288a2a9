package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.gatepost.testing.DebianRoot;
import org.gatepost.testing.Installed;
import org.gatepost.testing.Programs;
import org.gatepost.testing.ScriptedUpstream;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package in a Debian system: installed, upgraded, removed, purged. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class PackageIT {
  private static final String YAML = "/etc/gatepost/gatepost.yaml";
  private static final String LDIF = "/var/lib/gatepost/directory.ldif";
  private static final String PID = "/var/log/gatepost/nginx.pid";

  @TempDir private Path folder;
  private final int port = Installed.freePort();
  private DebianRoot debian;
  private ScriptedUpstream mailbox;

  @BeforeEach
  void unpackDebian() throws IOException {
    assumeThat(DebianRoot.isPossible()).as("this user may mount and chroot").isTrue();
    debian = DebianRoot.in(folder.resolve("debian"));
    mailbox = ScriptedUpstream.start("127.0.0.1", PackageIT::answersEverything);
  }

  @AfterEach
  void stop() throws IOException {
    if (mailbox != null) {
      mailbox.close();
      server().ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static void answersEverything(Wire proxy) throws IOException {
    proxy.say("* OK ready");
    String tag = "";
    String line = proxy.line();
    while (line != null) {
      if (line.contains(" LOGIN ")) {
        tag = line.split(" ", 2)[0];
      }
      if (line.endsWith("}")) {
        proxy.say("+ go on");
      } else {
        proxy.say((line.contains(" ") ? line.split(" ", 2)[0] : tag) + " OK done");
      }
      line = line.contains(" LOGOUT") ? null : proxy.line();
    }
  }

  /** Makes the package of what is built; {@code target/dist} must be there. */
  private static Path built() throws IOException {
    String said =
        Programs.run(
                List.of("./package", "--built"),
                "",
                Map.of("JAVA_HOME", System.getProperty("java.home")))
            .success();
    return Path.of(said.lines().toList().getLast().replaceFirst(".*'(target/.*\\.deb)'.*", "$1"));
  }

  /** The next version: another file to start from, a library by another name. */
  private Path next(Path deb) throws IOException {
    Path content = folder.resolve("next");
    Path next = folder.resolve("next.deb");
    Programs.run(
            List.of(
                "/bin/sh",
                "-ec",
                """
                dpkg-deb --raw-extract "$1" "$2"
                sed -i 's/^Version: .*/Version: 9.9.9/' "$2/DEBIAN/control"
                echo '# of the next version' >> "$2/etc/gatepost/gatepost.yaml"
                (cd "$2/usr/share/gatepost/lib" && mv netty-buffer-*.jar netty-buffer-99.jar)
                dpkg-deb --root-owner-group -Zgzip -z1 --build "$2" "$3"
                """,
                "sh",
                deb.toString(),
                content.toString(),
                next.toString()))
        .success();
    return next;
  }

  private void bring(Path deb) throws IOException {
    Files.copy(deb, debian.file("/tmp/gatepost.deb"), StandardCopyOption.REPLACE_EXISTING);
  }

  /** The process that has the doors. */
  private Optional<ProcessHandle> server() throws IOException {
    Path file = debian.file(PID);
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
        : Optional.empty();
  }

  private static void awaitEnd(ProcessHandle process)
      throws InterruptedException, ExecutionException, TimeoutException {
    process.onExit().get(60, TimeUnit.SECONDS);
  }

  private boolean exists(String path) {
    return Files.exists(debian.file(path), LinkOption.NOFOLLOW_LINKS);
  }

  private Wire loggedIn() throws IOException {
    Wire client = Wire.to(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    client.expectStart("* OK");
    client.say("a LOGIN alice@example.com demo").expectStart("a OK");
    return client;
  }

  /** Somebody who works in one session, and comes and goes in others, unhurriedly, all the time. */
  private final class Visitor implements AutoCloseable {
    private final Wire session;
    private final AtomicInteger served = new AtomicInteger();
    private final Queue<Throwable> refused = new ConcurrentLinkedQueue<>();
    private volatile boolean over;
    private final Thread thread;

    Visitor(Wire session) {
      this.session = session;
      this.thread = Thread.ofPlatform().start(this::visit);
    }

    private void visit() {
      while (!over) {
        try (Wire another = loggedIn()) {
          another.say("n NOOP").expectStart("n OK");
          session.say("n NOOP").expectStart("n OK");
          served.incrementAndGet();
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        } catch (IOException | AssertionError e) {
          refused.add(e);
        }
      }
    }

    @Override
    public void close() {
      over = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What an administrator does after the installation. */
  private void configure() throws IOException {
    Path yaml = debian.file(YAML);
    Files.writeString(
        yaml,
        Files.readString(yaml)
            .replace(
                "attributes: {}",
                """
                doors:
                  - {protocol: imap, address: 127.0.0.1, port: %d, tls: none}
                attributes:
                  zimbraReverseProxySSLToUpstreamEnabled: "FALSE"
                """
                    .formatted(port)));
    Path ldif = debian.file(LDIF);
    Files.writeString(
        ldif,
        Files.readString(ldif)
            .replace("mailbox.example.com", "127.0.0.1")
            .replace("zimbraImapBindPort: 143", "zimbraImapBindPort: " + mailbox.port()));
    // As root, while no server runs: the files must still be the server's afterwards.
    debian.run("zmprov mcf zimbraMailProxyMaxFails 5").success();
    assertThat(debian.run("find /var/lib/gatepost -not -user gatepost").success()).isEmpty();
  }

  @Test
  void itIsInstalledUpgradedWithSessionsHeldRemovedAndPurged()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    Path deb = built();
    bring(deb);
    assertThat(debian.runWithoutJdk("dpkg --install /tmp/gatepost.deb").success())
        .contains("Gatepost needs a JDK 25", "dpkg-reconfigure gatepost");
    debian
        .run("dpkg-trigger --by-package=gatepost /usr/lib/jvm && dpkg --triggers-only gatepost")
        .success();
    assertItIsComplete();
    assertThat(server()).as("nothing is started where no service manager runs").isEmpty();

    configure();
    assertThat(debian.run("runuser -u gatepost -- zmproxyctl start").success())
        .contains("Starting proxy...done.");
    ProcessHandle first = server().orElseThrow();
    try (Wire session = loggedIn()) {
      Visitor visitor = new Visitor(session);
      try (visitor) {
        bring(next(deb));
        assertThat(debian.run("dpkg --force-confold --install /tmp/gatepost.deb").success())
            .contains("Starting proxy...done.");
      }
      assertThat(visitor.refused).isEmpty();
      assertThat(visitor.served.get()).isPositive();
      assertThat(server()).as("the new program has the doors").isNotEqualTo(Optional.of(first));
      assertThat(Files.readString(debian.file(YAML))).contains("port: " + port);
      assertThat(exists(YAML + ".dpkg-dist")).isTrue();
      session.say("n NOOP").expectStart("n OK");
      assertThat(first.isAlive()).isTrue();
      session.say("o LOGOUT").expectStart("o OK");
    }
    awaitEnd(first);

    ProcessHandle second = server().orElseThrow();
    assertThat(debian.run("dpkg --remove gatepost").success()).contains("Stopping proxy...done.");
    awaitEnd(second);
    assertThat(exists("/usr/share/gatepost")).isFalse();
    assertThat(exists("/var/cache/gatepost")).isFalse();
    assertThat(exists(YAML)).isTrue();
    assertThat(exists(LDIF)).isTrue();
    assertThat(exists("/etc/gatepost/proxy.key")).isTrue();

    debian.run("dpkg --purge gatepost").success();
    assertThat(
            debian
                .run("find / -xdev -name '*gatepost*' -not -path '/proc/*' -not -path '/tmp/*'")
                .success())
        .isEmpty();
  }

  private void assertItIsComplete() throws IOException {
    assertThat(debian.run("runuser -u gatepost -- gatepost config check").success())
        .contains("are well");
    assertThat(
            debian
                .run(
                    "stat -c '%U:%G %a %n' /run/gatepost /var/lib/gatepost /var/log/gatepost"
                        + " /var/cache/gatepost /etc/gatepost/proxy.key "
                        + LDIF)
                .success()
                .lines())
        .containsExactly(
            "gatepost:gatepost 700 /run/gatepost",
            "gatepost:gatepost 700 /var/lib/gatepost",
            "gatepost:gatepost 750 /var/log/gatepost",
            "root:root 755 /var/cache/gatepost",
            "root:gatepost 640 /etc/gatepost/proxy.key",
            "gatepost:gatepost 600 " + LDIF);
    assertThat(exists("/var/cache/gatepost/gatepost.aot")).isTrue();
    assertThat(exists("/etc/systemd/system/multi-user.target.wants/gatepost.service")).isTrue();
    assertThat(exists("/usr/lib/systemd/system/gatepost-audit.timer")).isTrue();
    assertThat(exists("/etc/systemd/system/timers.target.wants/gatepost-audit.timer")).isFalse();
    assertThat(debian.run("bash -nc '. /usr/share/bash-completion/completions/gatepost'").exit())
        .isZero();
    assertThat(debian.run("cd /usr/bin && ls zm* && zmproxyctl status").output())
        .contains("zmproxyctl", "zmprov", "zmmemcachedctl", "proxy is not running.");
  }
}
