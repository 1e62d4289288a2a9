package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gatepost.testing.Dovecot;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.Programs;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The mail clients that people have, through every door, to two real mailbox servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MailClientsIT {
  /** The ways that octets can take after the login. */
  enum Way {
    /** In the clear upstream; plain clients are relayed inside the kernel. */
    KERNEL,
    /** In the clear upstream, and always through buffers. */
    BUFFERS,
    /** TLS upstream, with verified certificates. */
    TLS
  }

  private static final byte[] TO_ALICE = letter("mailbox A", 400);
  private static final byte[] TO_BOB = letter("mailbox B", 400);
  private static final List<Integer> SIZES =
      List.of(1, 2, 4095, 4096, 65_535, 65_537, 1_000_003, 64 * 1024 * 1024);
  private static final int LARGEST = SIZES.getLast();

  private final Map<Way, GatepostServer> servers = new EnumMap<>(Way.class);
  private Dovecot mailboxA;
  private Dovecot mailboxB;
  private byte[] large;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    large = letter("large", LARGEST);
    mailboxA =
        Dovecot.start(
            TestNames.MAILBOX_A,
            List.of("alice@example.org", "carol@example.org", "dora@example.org"));
    mailboxB = Dovecot.start(TestNames.MAILBOX_B, List.of("bob@example.org"));
    mailboxA.deliver("alice@example.org", TO_ALICE);
    mailboxB.deliver("bob@example.org", TO_BOB);
    for (var way : Way.values()) {
      var setup = setup(folder.resolve(way.name()));
      switch (way) {
        case KERNEL -> {}
        case BUFFERS -> setup.attribute("gatepostKernelRelay", "FALSE");
        case TLS -> setup.tlsToUpstream(List.of(mailboxA.certificate(), mailboxB.certificate()));
      }
      servers.put(way, setup.start());
    }
  }

  private GatepostServer.Setup setup(Path folder) {
    return GatepostServer.in(folder)
        .mailbox(mailboxA)
        .mailbox(mailboxB)
        .account("alice", TestNames.MAILBOX_A)
        .account("bob", TestNames.MAILBOX_B)
        .account("carol", TestNames.MAILBOX_A)
        .account("dora", TestNames.MAILBOX_A);
  }

  @AfterAll
  void stop() throws IOException {
    try (var a = mailboxA;
        var b = mailboxB) {
      assertThat(List.of(a.host(), b.host())).doesNotHaveDuplicates();
      servers.values().forEach(GatepostServer::close);
    }
  }

  private GatepostServer server(Way way) {
    var server = servers.get(way);
    if (server == null) {
      throw new IllegalStateException("not started: " + way);
    }
    return server;
  }

  /** A message of just this size, with lines that a careless relay would change. */
  private static byte[] letter(String subject, int size) {
    var random = new Random(size);
    var text = new byte[size];
    var head =
        ("Subject: " + subject + "\r\nFrom: a@example.org\r\n\r\n.\r\n..\r\n.dots\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < size; i++) {
      if (i < head.length && head.length < size) {
        text[i] = head[i];
      } else if (i % 77 == 75 && i + 1 < size) {
        text[i++] = '\r';
        text[i] = '\n';
      } else {
        text[i] = (byte) ('!' + random.nextInt(90));
      }
    }
    if (size >= 2) {
      text[size - 2] = '\r';
      text[size - 1] = '\n';
      if (size > 2 && text[size - 3] == '\r') {
        text[size - 3] = 'x';
      }
    }
    return text;
  }

  @ParameterizedTest
  @EnumSource
  void curlReadsEverybodysOwnMailboxThroughEveryDoor(Way way) throws Exception {
    for (var door : List.of("imap", "imaps", "pop3", "pop3s")) {
      assertThat(curl(way, door, "alice@example.org:demo").success()).contains("mailbox A");
      assertThat(curl(way, door, "bob@example.org:demo").success()).contains("mailbox B");
    }
  }

  @ParameterizedTest
  @EnumSource
  void wrongPasswordIsRefusedInTheServersOwnWords(Way way) throws Exception {
    for (var door : List.of("imap", "imaps", "pop3", "pop3s")) {
      var result = curl(way, door, "alice@example.org:wrong");
      assertThat(result.exit()).as(result.output()).isEqualTo(67); // CURLE_LOGIN_DENIED
      assertThat(result.output()).contains("[AUTH");
    }
  }

  private Programs.Result curl(Way way, String door, String login) throws Exception {
    var server = server(way);
    var path = door.startsWith("imap") ? "/INBOX;MAILINDEX=1" : "/1";
    return Programs.run(
        List.of(
            Programs.find("curl", "curl").toString(),
            "--silent",
            "--verbose",
            "--max-time",
            "30",
            "--ssl-reqd",
            "--cacert",
            server.certificate().toString(),
            "--user",
            login,
            door + "://localhost:" + server.door(door).getPort() + path));
  }

  @ParameterizedTest
  @EnumSource
  void pythonsClientsGetEveryOctetOfAMessage(Way way) throws Exception {
    var script = Path.of("src/test/resources/org/gatepost/mail_clients.py").toAbsolutePath();
    for (var door : List.of("imap", "imaps", "pop3", "pop3s")) {
      var server = server(way);
      var command =
          List.of(
              "/usr/bin/env",
              "python3",
              script.toString(),
              door,
              "localhost",
              String.valueOf(server.door(door).getPort()),
              server.certificate().toString());
      assertThat(python(command, "alice@example.org", "demo"))
          .isEqualTo("sha256 " + Wire.digestOf(TO_ALICE));
      assertThat(python(command, "bob", "demo")).isEqualTo("sha256 " + Wire.digestOf(TO_BOB));
      assertThat(python(command, "bob", "wrong")).startsWith("refused");
    }
  }

  private static String python(List<String> command, String user, String password)
      throws Exception {
    var whole = new ArrayList<>(command);
    whole.add(user);
    whole.add(password);
    return Programs.run(whole).success().strip();
  }

  @Test
  void mbsyncMirrorsAMailbox(@TempDir Path folder) throws Exception {
    var program = Programs.find("mbsync", "isync");
    var server = server(Way.KERNEL);
    for (var type : List.of("STARTTLS", "IMAPS")) {
      var door = type.equals("IMAPS") ? "imaps" : "imap";
      var target = Files.createDirectory(folder.resolve(door));
      var config =
          Files.writeString(
              folder.resolve(door + ".rc"),
              """
              IMAPAccount gatepost
              Host localhost
              Port %d
              User bob@example.org
              Pass demo
              SSLType %s
              CertificateFile %s

              IMAPStore far
              Account gatepost

              MaildirStore near
              Path %s/
              Inbox %s/inbox

              Channel all
              Far :far:
              Near :near:
              Patterns INBOX
              Create Near
              Sync Pull
              SyncState *
              """
                  .formatted(
                      server.door(door).getPort(), type, server.certificate(), target, target));

      Programs.run(List.of(program.toString(), "-c", config.toString(), "-a")).success();

      try (var files =
          Files.find(
              target.resolve("inbox"),
              2,
              (file, about) ->
                  about.isRegularFile() && file.toString().matches(".*/(new|cur)/.*"))) {
        var messages = files.toList();
        assertThat(messages).hasSize(1);
        assertThat(Files.readString(messages.getFirst())).contains("Subject: mailbox B");
      }
    }
  }

  @Test
  void fetchmailFetchesAMailbox(@TempDir Path folder) throws Exception {
    var program = Programs.find("fetchmail", "fetchmail");
    var server = server(Way.TLS);
    for (var door : List.of("pop3", "pop3s", "imap", "imaps")) {
      var mailbox = folder.resolve(door + ".mbox");
      var config =
          Files.writeString(
              folder.resolve(door + ".rc"),
              """
              poll localhost proto %s service %d
                user "alice@example.org" password "demo" %s sslcertck sslcertfile "%s"
                keep fetchall mda "/bin/cat >> %s"
              """
                  .formatted(
                      door.startsWith("pop3") ? "pop3" : "imap",
                      server.door(door).getPort(),
                      door.endsWith("s") ? "ssl" : "sslproto tls1.2+",
                      server.certificate(),
                      mailbox));
      Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));

      var result =
          Programs.run(
              List.of(
                  program.toString(),
                  "--fetchmailrc",
                  config.toString(),
                  "--pidfile",
                  folder.resolve("pid").toString(),
                  "--nosyslog",
                  "--verbose"),
              "",
              Map.of("FETCHMAILHOME", folder.toString(), "HOME", folder.toString()));

      assertThat(result.exit()).as(result.output()).isZero();
      assertThat(Files.readString(mailbox)).contains("Subject: mailbox A");
    }
  }

  @ParameterizedTest
  @EnumSource
  void messagesOfAllSizesPassThroughImapUnchanged(Way way) throws Exception {
    for (var door : List.of("imap", "imaps")) {
      try (var client = server(way).connect(door)) {
        client.expectStart("* OK");
        client.say("a LOGIN carol@example.org demo").until("a OK");
        client.say("b SELECT INBOX").until("b OK");
        for (int size : SIZES) {
          var message = size == LARGEST ? large : letter("some", size);
          client.send("c APPEND INBOX {" + size + "}\r\n");
          client.until("+ ");
          client.send(message).say("").until("c OK");
          client.say("d NOOP").until("d OK");
          client.say("e FETCH * BODY.PEEK[]");
          client.until("* ").getLast();
          assertThat(client.digest(size)).as("%d octets", size).isEqualTo(Wire.digestOf(message));
          client.until("e OK");
        }
        client.say("f STORE 1:* +FLAGS.SILENT (\\Deleted)").until("f OK");
        client.say("g EXPUNGE").until("g OK");
        client.say("h LOGOUT").until("h OK");
        assertThat(client.untilEnd()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void messagesOfAllSizesPassThroughPop3Unchanged(Way way) throws Exception {
    var messages = new ArrayList<byte[]>();
    for (int size : List.of(400, 65_536, 1_000_003)) {
      messages.add(letter("some", size));
    }
    messages.add(large);
    for (var message : messages) {
      mailboxA.deliver("dora@example.org", message);
    }
    for (var door : List.of("pop3", "pop3s")) {
      try (var client = server(way).connect(door)) {
        client.expectStart("+OK");
        client.say("USER dora@example.org").expectStart("+OK");
        client.say("PASS demo").expectStart("+OK");
        for (int i = 0; i < messages.size(); i++) {
          client.say("RETR " + (i + 1)).expectStart("+OK");
          assertThat(client.digestToDot()).isEqualTo(Wire.digestOf(messages.get(i)));
        }
        if (door.equals("pop3s")) {
          for (int i = 0; i < messages.size(); i++) {
            client.say("DELE " + (i + 1)).expectStart("+OK");
          }
        }
        client.say("QUIT").expectStart("+OK");
        assertThat(client.untilEnd()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"imap", "imaps"})
  void pipelinedLoginSelectAndFetchAreAllAnswered(String door) throws Exception {
    for (var way : Way.values()) {
      try (var client = server(way).connect(door)) {
        client.expectStart("* OK");
        client.send(
            "a LOGIN alice@example.org demo\r\nb SELECT INBOX\r\nc FETCH 1 BODY.PEEK[HEADER]\r\n");
        client.until("a OK");
        client.until("b OK");
        assertThat(client.until("c OK")).contains("Subject: mailbox A");
      }
    }
  }

  @Test
  void mailboxServerWithAnUnknownCertificateIsNotSpokenTo(@TempDir Path folder) throws Exception {
    try (var server =
        setup(folder).attribute("zimbraReverseProxySSLToUpstreamEnabled", "TRUE").start()) {
      assertNotAvailable(server);
      server.awaitLog("TLS with upstream failed", "alice@example.org");
    }
  }

  @Test
  void mailboxServerWithAnotherNamesCertificateIsNotSpokenTo(@TempDir Path folder)
      throws Exception {
    try (var server =
        GatepostServer.in(folder)
            .tlsToUpstream(List.of(mailboxB.certificate()))
            .mailbox(
                "127.0.0.12",
                mailboxB.imapPort(),
                mailboxB.imapsPort(),
                mailboxB.pop3Port(),
                mailboxB.pop3sPort())
            .account("alice", "127.0.0.12")
            .start()) {
      assertNotAvailable(server);
      server.awaitLog("TLS with upstream failed", "alice@example.org");
    }
  }

  private static void assertNotAvailable(GatepostServer server) throws IOException {
    try (var imap = server.connect("imap");
        var pop3 = server.connect("pop3")) {
      imap.expectStart("* OK");
      imap.say("a LOGIN alice@example.org demo")
          .expect("a NO [UNAVAILABLE] mailbox is not available, try again later");
      imap.say("b NOOP").expect("b OK completed");
      pop3.expectStart("+OK");
      pop3.say("USER alice@example.org").expectStart("+OK");
      pop3.say("PASS demo").expect("-ERR [SYS/TEMP] mailbox is not available, try again later");
      pop3.say("NOOP").expectStart("+OK");
    }
  }
}
