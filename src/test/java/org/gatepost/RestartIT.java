package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatepost.testing.Dovecot;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.Installed;
import org.gatepost.testing.ObligingMailbox;
import org.gatepost.testing.Programs;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A restart that nobody notices: the program as it is installed, real sessions, new processes. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class RestartIT {
  private static final int IDLE_SESSIONS = 1_000;
  private static final int RESTARTS = 3;
  // The names of tests are known to this process alone.
  private static final String ON_A = TestNames.addressOf(TestNames.MAILBOX_A).getHostAddress();
  private static final String ON_B = TestNames.addressOf(TestNames.MAILBOX_B).getHostAddress();
  private static final int PIECE = 4 * 1024 * 1024;

  @TempDir private Path folder;
  private final int port = Installed.freePort();
  private final int securePort = Installed.freePort();
  private Dovecot dovecot;
  private ObligingMailbox obliging;
  private Installed program;

  @BeforeEach
  void start() throws Exception {
    dovecot = Dovecot.start(TestNames.MAILBOX_A, List.of("alice@example.org", "dave@example.org"));
    obliging = ObligingMailbox.start(TestNames.MAILBOX_B);
    Path hostFile =
        GatepostServer.in(folder)
            .mailbox(ON_A, dovecot.imapPort(), 0, 0, 0)
            .mailbox(ON_B, obliging.port(), 0, 0, 0)
            .account("alice", ON_A)
            .account("dave", ON_A)
            .account("carol", ON_B)
            .doorAt("address: 127.0.0.1, port: %d, protocol: imap, tls: none".formatted(port))
            .doorAt(
                "address: 127.0.0.1, port: %d, protocol: imap, tls: implicit".formatted(securePort))
            .write();
    program = Installed.in(folder.resolve("program"), hostFile);
    assertThat(program.run("zmproxyctl", "start").success()).contains("done.");
  }

  @AfterEach
  void stop() throws IOException {
    program.run("gatepost", "ctl", "stop", "--now").success();
    obliging.close();
    dovecot.close();
  }

  private Wire loggedIn(int door, String user) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), door);
    Wire client = door == securePort ? Wire.tlsTo(address) : Wire.to(address);
    client.expectStart("* OK");
    client.say("a LOGIN " + user + "@example.org demo").expectStart("a OK");
    return client;
  }

  /** People who come and go all the time. */
  private final class Visitors implements AutoCloseable {
    private final Queue<Throwable> refused = new ConcurrentLinkedQueue<>();
    private final AtomicInteger served = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    Visitors(int number) {
      for (int i = 0; i < number; i++) {
        int door = i % 2 == 0 ? port : securePort;
        threads.add(Thread.ofPlatform().start(() -> visit(door)));
      }
    }

    private void visit(int door) {
      while (!over) {
        try (Wire client = loggedIn(door, "carol")) {
          client.say("n NOOP").expectStart("n OK");
          served.incrementAndGet();
        } catch (IOException | AssertionError e) {
          refused.add(e);
        }
      }
    }

    @Override
    public void close() {
      over = true;
      threads.forEach(Visitors::join);
    }

    private static void join(Thread thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void thousandSessionsARunningFetchAndAnIdleSurviveThreeRestartsAndNobodyIsRefused()
      throws Exception {
    byte[] message = new byte[PIECE * (RESTARTS + 1)];
    Arrays.fill(message, (byte) 'x');
    for (int i = 70; i < message.length; i += 72) {
      message[i] = '\r';
      message[i + 1] = '\n';
    }
    System.arraycopy(
        "Subject: large\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0, message, 0, 18);
    dovecot.deliver("alice@example.org", message);
    List<Wire> idle = new ArrayList<>();
    try (Wire fetching = loggedIn(port, "alice");
        Wire waiting = loggedIn(securePort, "dave");
        Visitors visitors = new Visitors(2)) {
      for (int i = 0; i < IDLE_SESSIONS; i++) {
        idle.add(loggedIn(port, "carol"));
      }
      waiting.say("s SELECT INBOX").until("s OK");
      waiting.say("i IDLE").expectStart("+");
      fetching.say("s SELECT INBOX").until("s OK");
      fetching.say("f FETCH 1 BODY.PEEK[]");
      String literal = fetching.line();
      long size = Long.parseLong(literal.replaceAll(".*\\{(\\d+)}", "$1"));
      long left = size;

      for (int restart = 0; restart < RESTARTS; restart++) {
        fetching.digest(PIECE);
        left -= PIECE;
        int before = visitors.served.get();
        String pid = Files.readString(folder.resolve("log/nginx.pid"));
        assertThat(program.run("zmproxyctl", "restart").success())
            .contains("Stopping proxy...done.", "Starting proxy...done.");
        assertThat(Files.readString(folder.resolve("log/nginx.pid"))).isNotEqualTo(pid);
        assertThat(visitors.served.get()).isGreaterThan(before);
      }
      fetching.digest(left);
      fetching.until("f OK");
      dovecot.deliver(
          "dave@example.org", "Subject: news\r\n\r\nnews\r\n".getBytes(StandardCharsets.US_ASCII));
      waiting.until("* 1 EXISTS");
      waiting.say("DONE").until("i OK");
      for (Wire client : idle) {
        client.say("n NOOP").expectStart("n OK");
      }
      assertThat(visitors.refused).isEmpty();
    } finally {
      for (Wire client : idle) {
        client.close();
      }
    }
  }

  @Test
  void aProcessThatDoesNotStartLeavesTheOldOneAsItWas() throws Exception {
    try (Wire session = loggedIn(port, "carol")) {
      String pid = Files.readString(folder.resolve("log/nginx.pid"));
      Path hostFile = folder.resolve("gatepost.yaml");
      String good = Files.readString(hostFile);
      Files.writeString(hostFile, good.replace("roles: [proxy]", "roles: [proxi]"));
      var restart = program.run("zmproxyctl", "restart");
      assertThat(restart.exit()).isEqualTo(1);
      assertThat(restart.output())
          .contains(
              "Starting proxy...failed.",
              "nginx start failed. reason: ",
              "allowed: proxy",
              "goes on");
      assertThat(Files.readString(folder.resolve("log/nginx.pid"))).isEqualTo(pid);
      try (Wire other = loggedIn(port, "carol")) {
        other.say("n NOOP").expectStart("n OK");
      }
      session.say("n NOOP").expectStart("n OK");
      Files.writeString(hostFile, good);
      assertThat(program.run("zmproxyctl", "restart").success()).contains("Starting proxy...done.");
      session.say("n NOOP").expectStart("n OK");
    }
  }

  @Test
  void theServiceManagerIsToldWhichProcessHasTheDoors() throws IOException, InterruptedException {
    program.run("gatepost", "ctl", "stop", "--now").success();
    Path socket = folder.resolve("notify");
    Path notices = Files.createFile(folder.resolve("notices"));
    String listener =
        """
        import socket, sys
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        s.bind(sys.argv[1])
        print("bound", flush=True)
        for i in range(2):
            open(sys.argv[2], "ab").write(s.recv(4096) + b"\\n--\\n")
        """;
    Process manager =
        new ProcessBuilder(
                Programs.find("python3", "python3").toString(),
                "-c",
                listener,
                socket.toString(),
                notices.toString())
            .redirectErrorStream(true)
            .start();
    try (var said = manager.inputReader()) {
      assertThat(said.readLine()).isEqualTo("bound");
      Installed service = program.with("NOTIFY_SOCKET", socket.toString());
      service.run("zmproxyctl", "start").success();
      String first = Files.readString(folder.resolve("log/nginx.pid")).strip();
      service.run("zmproxyctl", "restart").success();
      String second = Files.readString(folder.resolve("log/nginx.pid")).strip();
      assertThat(manager.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(notices))
          .isEqualTo("MAINPID=%s\nREADY=1\n--\nMAINPID=%s\nREADY=1\n--\n".formatted(first, second));
    } finally {
      manager.destroy();
    }
  }
}
