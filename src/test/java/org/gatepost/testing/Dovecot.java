package org.gatepost.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.gatepost.net.tls.SelfSigned;

/**
 * A real Dovecot at the address of a name, on free ports, with and without TLS; its mail, its logs
 * and its sockets are in a temporary folder. Everybody's password is {@code demo}.
 */
public final class Dovecot implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  /** Everybody's. */
  public static final String PASSWORD = "demo";

  private final Path folder;
  private final String host;
  private final Process process;
  private final int[] ports;

  private Dovecot(Path folder, String host, Process process, int[] ports) {
    this.folder = folder;
    this.host = host;
    this.process = process;
    this.ports = ports;
  }

  /**
   * Starts one.
   *
   * @param host one of {@link TestNames}; its certificate bears this name
   * @param users addresses of those who have a mailbox here
   */
  public static Dovecot start(String host, List<String> users) throws IOException {
    var program = program();
    // Its processes run as several users, who must all get through; and the paths of its sockets
    // must be short.
    var folder = Files.createTempDirectory("dovecot");
    var ports = freePorts(host);
    configure(folder, host, TestNames.addressOf(host).getHostAddress(), ports, users);
    var process =
        new ProcessBuilder(
                program.toString(), "-F", "-c", folder.resolve("dovecot.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    var dovecot = new Dovecot(folder, host, process, ports);
    dovecot.awaitReady();
    return dovecot;
  }

  private static Path program() {
    var program = Programs.find("dovecot", "dovecot-imapd dovecot-pop3d");
    for (var module : List.of("imap-login", "pop3-login")) {
      if (!Files.exists(Path.of("/usr/lib/dovecot", module))) {
        throw new AssertionError(
            "This test needs Dovecot's %s; on Debian: apt-get install dovecot-imapd dovecot-pop3d"
                .formatted(module));
      }
    }
    return program;
  }

  /**
   * Prepares one in an empty folder for somebody else who starts it, at every address and at a
   * mailbox server's usual ports.
   *
   * @return the command
   */
  public static List<String> command(Path folder, String host, List<String> users)
      throws IOException {
    configure(folder, host, "*, ::", new int[] {7143, 7993, 7110, 7995}, users);
    return List.of(program().toString(), "-F", "-c", folder.resolve("dovecot.conf").toString());
  }

  private static void configure(
      Path folder, String host, String listen, int[] ports, List<String> users) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        Files.createDirectory(folder.resolve("mail")),
        PosixFilePermissions.fromString("rwxrwxrwx"));
    SelfSigned.write(folder.resolve("cert.pem"), folder.resolve("key.pem"), List.of(host));
    Files.writeString(
        folder.resolve("users"),
        String.join("\n", users.stream().map(user -> user + ":{PLAIN}" + PASSWORD).toList()));
    Files.writeString(folder.resolve("dovecot.conf"), configuration(folder, listen, ports));
  }

  private static int[] freePorts(String host) throws IOException {
    var ports = new int[4];
    var sockets = new ServerSocket[ports.length];
    for (int i = 0; i < ports.length; i++) {
      sockets[i] = new ServerSocket(0, 1, TestNames.addressOf(host));
      ports[i] = sockets[i].getLocalPort();
    }
    for (var socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private void awaitReady() throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    for (int port : ports) {
      while (true) {
        try (var socket = new Socket()) {
          socket.connect(new InetSocketAddress(TestNames.addressOf(host), port), 1000);
          break;
        } catch (IOException e) {
          if (!process.isAlive() || System.nanoTime() > deadline) {
            var log = new IOException("Dovecot does not start:\n" + log(), e);
            close();
            throw log;
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
      }
    }
  }

  public String host() {
    return host;
  }

  public int imapPort() {
    return ports[0];
  }

  public int imapsPort() {
    return ports[1];
  }

  public int pop3Port() {
    return ports[2];
  }

  public int pop3sPort() {
    return ports[3];
  }

  /** Its own certificate in PEM. */
  public Path certificate() {
    return folder.resolve("cert.pem");
  }

  /** Adds a message to somebody's inbox, by IMAP, not by way of the proxy. */
  public void deliver(String user, byte[] message) throws IOException {
    try (var imap = Wire.to(new InetSocketAddress(TestNames.addressOf(host), imapPort()))) {
      imap.until("* OK [CAPABILITY");
      imap.say("a LOGIN " + user + " " + PASSWORD).until("a OK");
      imap.send("b APPEND INBOX {" + message.length + "+}\r\n").send(message).say("");
      imap.until("b OK");
      imap.say("c LOGOUT").until("c OK");
    }
  }

  /** All that it has logged. */
  public String log() throws IOException {
    var text = new StringBuilder();
    for (var name : List.of("output", "dovecot.log")) {
      if (Files.exists(folder.resolve(name))) {
        text.append(Files.readString(folder.resolve(name)));
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | java.io.UncheckedIOException stillInUse) {
      // Its last child may still be writing; the folder is a temporary one.
    }
  }

  private static String configuration(Path folder, String listen, int[] ports) {
    return """
    base_dir = %1$s/run
    state_dir = %1$s/run
    instance_name = %2$s
    log_path = %1$s/dovecot.log
    protocols = imap pop3
    listen = %3$s
    ssl = yes
    ssl_cert = <%1$s/cert.pem
    ssl_key = <%1$s/key.pem
    disable_plaintext_auth = no
    auth_mechanisms = plain login
    login_trusted_networks = 127.0.0.0/8
    mail_location = maildir:%1$s/mail/%%u
    mail_save_crlf = yes
    mail_fsync = never
    mail_max_userip_connections = 0
    auth_failure_delay = 0
    first_valid_uid = 1
    passdb {
      driver = passwd-file
      args = scheme=PLAIN username_format=%%u %1$s/users
    }
    userdb {
      driver = static
      args = uid=nobody gid=nogroup home=%1$s/mail/%%u
    }
    service anvil {
      unix_listener anvil-auth-penalty {
        mode = 0
      }
    }
    service imap-login {
      inet_listener imap {
        port = %4$d
      }
      inet_listener imaps {
        port = %5$d
        ssl = yes
      }
    }
    service pop3-login {
      inet_listener pop3 {
        port = %6$d
      }
      inet_listener pop3s {
        port = %7$d
        ssl = yes
      }
    }
    """
        .formatted(folder, folder.getFileName(), listen, ports[0], ports[1], ports[2], ports[3]);
  }
}
