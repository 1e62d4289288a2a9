package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.gatepost.net.tls.SelfSigned;
import org.gatepost.testing.Dovecot;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the configuration while the server runs, over a real mailbox server. */
final class ReloadIT {
  private static Dovecot mailbox;

  @TempDir private Path folder;
  private GatepostServer server;

  @BeforeAll
  static void startMailbox() throws IOException {
    mailbox = Dovecot.start(TestNames.MAILBOX_A, List.of("alice@example.org"));
  }

  @AfterAll
  static void stopMailbox() throws IOException {
    mailbox.close();
  }

  @BeforeEach
  void start() throws Exception {
    server =
        GatepostServer.in(folder)
            .mailbox(mailbox)
            .account("alice", TestNames.MAILBOX_A)
            .attribute("zimbraReverseProxyImapExposeVersionOnBanner", "FALSE")
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Wire loggedIn(Wire client) throws IOException {
    client.expectStart("* OK");
    client.say("a LOGIN alice@example.org demo").expectStart("a OK");
    return client;
  }

  private static void stillWorks(Wire client) throws IOException {
    client.say("n NOOP").until("n OK");
  }

  private static String greeting(Wire client) throws IOException {
    try (client) {
      return client.line();
    }
  }

  private void exposeVersion() throws Exception {
    server.edit("ImapExposeVersionOnBanner: \"FALSE\"", "ImapExposeVersionOnBanner: \"TRUE\"");
    assertThat(server.reload())
        .containsExactly("zimbraReverseProxyImapExposeVersionOnBanner: FALSE -> TRUE");
  }

  @Test
  void sessionsGoOnAndNewConnectionsSeeTheNewSettings() throws Exception {
    try (var plain = loggedIn(server.connect("imap"));
        var tls = loggedIn(server.connect("imaps"))) {
      exposeVersion();
      assertThat(greeting(server.connect("imap"))).contains("Gatepost " + Version.TEXT);
      stillWorks(plain);
      stillWorks(tls);
    }
  }

  @Test
  void whoHasNotLoggedInYetGoesOnUnderTheSettingsThatHeCameTo() throws Exception {
    try (var plain = server.connect("imap");
        var waiting = server.connect("imap");
        var tls = server.connect("imaps")) {
      waiting.expectStart("* OK");
      exposeVersion();
      exposeVersionNoMore();
      waiting.say("s STARTTLS").expectStart("s OK");
      waiting.secure(null).say("a LOGIN alice@example.org demo").expectStart("a OK");
      stillWorks(waiting);
      stillWorks(loggedIn(plain));
      stillWorks(loggedIn(tls));
    }
  }

  private void exposeVersionNoMore() throws Exception {
    server.edit("ImapExposeVersionOnBanner: \"TRUE\"", "ImapExposeVersionOnBanner: \"FALSE\"");
    server.reload();
  }

  @Test
  void newDoorsOpenAndRemovedOnesAcceptNoMoreWhileTheirSessionsGoOn() throws Exception {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      free = socket.getLocalPort();
    }
    var removed = server.door("imap");
    try (var session = loggedIn(server.connect("imap"))) {
      server.edit(
          "{address: 127.0.0.1, port: 0, protocol: imap, tls: starttls}",
          "{address: 127.0.0.1, port: %d, protocol: imap, tls: none}".formatted(free));
      assertThat(server.reload()).containsExactly("doors of the host's file");
      try (var fresh =
          loggedIn(Wire.to(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), free)))) {
        stillWorks(fresh);
      }
      assertThatThrownBy(() -> Wire.to(removed)).isInstanceOf(ConnectException.class);
      stillWorks(session);
    }
  }

  @Test
  void anAddressMovesToAnotherOfTheSamePort() throws Exception {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      free = socket.getLocalPort();
    }
    server.edit(
        "port: 0, protocol: imap, tls: starttls", "port: " + free + ", protocol: imap, tls: none");
    server.reload();
    server.edit("address: 127.0.0.1, port: " + free, "address: 0.0.0.0, port: " + free);
    server.reload();
    try (var client =
        loggedIn(Wire.to(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), free)))) {
      stillWorks(client);
    }
  }

  @Test
  void aFaultySettingChangesNothingAndSaysWhatIsWrong() throws Exception {
    server.edit("ImapExposeVersionOnBanner: \"FALSE\"", "ImapExposeVersionOnBanner: \"perhaps\"");
    assertThatThrownBy(server::reload)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("zimbraReverseProxyImapExposeVersionOnBanner")
        .hasMessageContaining("\"perhaps\"")
        .hasMessageContaining("allowed: TRUE or FALSE");
    try (var client = loggedIn(server.connect("imap"))) {
      stillWorks(client);
    }
  }

  @Test
  void aPortThatCannotBeHadChangesNothing() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      server.edit(
          "doors:\n",
          "doors:\n  - {address: 127.0.0.1, port: %d, protocol: pop3, tls: none}\n"
              .formatted(taken.getLocalPort()));
      server.edit("ImapExposeVersionOnBanner: \"FALSE\"", "ImapExposeVersionOnBanner: \"TRUE\"");
      assertThatThrownBy(server::reload)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("The door pop3 cannot listen on 127.0.0.1:" + taken.getLocalPort());
      assertThat(greeting(server.connect("imap"))).doesNotContain("Gatepost");
    }
  }

  @Test
  void aPortThatAnotherSharesAtAnAddressOfItsOwnIsNotTaken() throws Exception {
    try (var taken = new ServerSocket()) {
      taken.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      taken.bind(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), server.door("imap").getPort()));
      server.edit(
          "doors:\n",
          "doors:\n  - {address: 127.0.0.2, port: %d, protocol: pop3, tls: none}\n"
              .formatted(taken.getLocalPort()));
      assertThatThrownBy(server::reload)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("The door pop3 cannot listen on 127.0.0.2:");
    }
  }

  @Test
  void aDirectoryFileThatIsNonsenseIsSaidByTheReload() throws Exception {
    Files.writeString(folder.resolve("directory.ldif"), "nonsense\n");
    assertThatThrownBy(server::reload)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("directory.ldif:1");
    try (var client = loggedIn(server.connect("imap"))) {
      stillWorks(client);
    }
  }

  @Test
  void aNewCertificateIsShownToWhoComesFromThenOn() throws Exception {
    try (var session = loggedIn(server.connect("imaps"))) {
      SelfSigned.write(
          folder.resolve("proxy.crt"), folder.resolve("proxy.key"), List.of("renewed.example.org"));
      server.reload();
      try (var fresh = server.connect("imaps")) {
        assertThat(fresh.peerSubject()).contains("renewed.example.org");
      }
      stillWorks(session);
    }
  }

  @Test
  void aDomainsWrongCertificateIsThatDomainsTroubleAndNobodyElses() throws Exception {
    server.close();
    SelfSigned.write(folder.resolve("a.crt"), folder.resolve("a.key"), List.of("mail.example.net"));
    SelfSigned.write(folder.resolve("b.crt"), folder.resolve("b.key"), List.of("mail.example.net"));
    server =
        GatepostServer.in(folder)
            .mailbox(mailbox)
            .account("alice", TestNames.MAILBOX_A)
            .entry(
                """
                dn: dc=net
                objectClass: dcObject
                objectClass: organization
                dc: net
                o: net

                dn: dc=example,dc=net
                objectClass: dcObject
                objectClass: organization
                objectClass: zimbraDomain
                dc: example
                o: example.net
                zimbraDomainName: example.net
                zimbraVirtualHostname: mail.example.net
                zimbraSSLCertificate:: %s
                zimbraSSLPrivateKey:: %s
                """
                    .formatted(base64("a.crt"), base64("b.key")))
            .start();
    try (var client = Wire.to(server.door("imaps")).secure("mail.example.net")) {
      assertThat(client.peerSubject()).contains("localhost");
      stillWorks(loggedIn(client));
    }
  }

  private String base64(String file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve(file)));
  }

  @Test
  void aKeyThatIsNotThatOfTheCertificateChangesNothing() throws Exception {
    SelfSigned.write(
        folder.resolve("other.crt"), folder.resolve("proxy.key"), List.of("other.example.org"));
    assertThatThrownBy(server::reload)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("proxy.key");
    try (var fresh = server.connect("imaps")) {
      assertThat(fresh.peerSubject()).contains("localhost");
    }
  }
}
