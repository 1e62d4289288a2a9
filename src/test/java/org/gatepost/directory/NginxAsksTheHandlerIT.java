package org.gatepost.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.gatepost.testing.Programs;
import org.gatepost.testing.ScriptedUpstream;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stock nginx as the proxy, and our handler behind its {@code auth_http} (spec mail 1.8). */
final class NginxAsksTheHandlerIT {
  private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_mail_module.so");
  private static final Duration START_LIMIT = Duration.ofSeconds(15);

  @Test
  void mailClientLogsInThroughNginx(@TempDir Path folder) throws Exception {
    var program = Programs.find("nginx", "nginx libnginx-mod-mail");
    assertThat(MODULE).as("Debian's package libnginx-mod-mail").exists();
    try (var upstream =
            ScriptedUpstream.start(
                TestNames.MAILBOX_A,
                ScriptedUpstream.transcript(
                    """
                    S: * OK ready
                    C: a LOGIN {16}
                    S: + go on
                    C: nina@example.org {6}
                    S: + go on
                    C: geheim
                    S: a OK Logged in.\
                    """));
        var handler = HandlerOnOpenLdap.start(folder)) {
      handler.add(
          "dn: cn=" + TestNames.MAILBOX_A + ",cn=servers,cn=zimbra",
          "objectClass: zimbraServer",
          "cn: " + TestNames.MAILBOX_A,
          "zimbraServiceHostname: " + TestNames.MAILBOX_A,
          "zimbraImapBindPort: " + upstream.port());
      handler.add(
          "dn: uid=nina,ou=people,dc=example,dc=org",
          "objectClass: inetOrgPerson",
          "objectClass: zimbraAccount",
          "uid: nina",
          "cn: nina",
          "sn: nina",
          "zimbraId: id-nina",
          "zimbraMailDeliveryAddress: nina@example.org",
          "zimbraMailAlias: n@example.org",
          "zimbraMailHost: " + TestNames.MAILBOX_A);
      // Stock nginx takes addresses alone.
      try (var service =
          handler.open("127.0.0.1", Map.of("zimbraReverseProxyDnsLookupInServerEnabled", "TRUE"))) {
        int port = Slapd.freePort();
        var nginx = launch(program, folder, port, HandlerOnOpenLdap.at(service));
        try (var client = connected(nginx, port, folder)) {
          client.expectStart("* OK");
          client.say("a LOGIN n@example.org geheim").expect("a OK Logged in.");
        } finally {
          nginx.destroyForcibly().onExit().join();
        }
      }
      upstream.assertAllWentAsWritten();
    }
  }

  private static Process launch(Path program, Path folder, int port, String handler)
      throws IOException {
    var config =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            load_module %s;
            daemon off;
            master_process off;
            pid %s/nginx.pid;
            error_log stderr info;
            events { worker_connections 64; }
            mail {
              server_name localhost;
              auth_http %s/service/extension/nginx-lookup;
              server { listen 127.0.0.1:%d; protocol imap; }
            }
            """
                .formatted(MODULE, folder, handler, port));
    return new ProcessBuilder(program.toString(), "-p", folder.toString(), "-c", config.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("nginx.log").toFile())
        .start();
  }

  private static Wire connected(Process nginx, int port, Path folder) throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        break;
      } catch (IOException e) {
        if (!nginx.isAlive() || System.nanoTime() > deadline) {
          throw new IOException(
              "nginx does not start:\n" + Files.readString(folder.resolve("nginx.log")), e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
    return Wire.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }
}
