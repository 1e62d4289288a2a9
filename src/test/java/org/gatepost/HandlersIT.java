package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gatepost.testing.Dovecot;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.ScriptedUpstream;
import org.gatepost.testing.TestNames;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A proxy and a lookup handler of its own kind, with real mailbox servers behind them. */
@Timeout(60)
final class HandlersIT {
  private static Dovecot mailbox;

  @BeforeAll
  static void start() throws Exception {
    mailbox = Dovecot.start(TestNames.MAILBOX_A, List.of("alice@example.org"));
  }

  @AfterAll
  static void stop() throws Exception {
    mailbox.close();
  }

  private static GatepostServer.Setup system(Path folder) {
    return GatepostServer.in(folder)
        .mailbox(mailbox)
        .account("alice", TestNames.MAILBOX_A)
        .attribute("gatepostLocalRouteTTL", "0s");
  }

  private static GatepostServer.Setup handler(Path folder) {
    return system(folder).roles("handler").attribute("zimbraExtensionBindPort", "0");
  }

  private static String url(String scheme, GatepostServer handler) {
    return scheme + "://localhost:" + handler.door("handler").getPort();
  }

  @Test
  void mailClientLogsInThroughProxyAndHandler(@TempDir Path one, @TempDir Path two)
      throws Exception {
    try (var handler = handler(one).start();
        var proxy =
            system(two)
                .routes("lookup: handlers, handlers: [\"" + url("http", handler) + "\"]")
                .start();
        var imap = proxy.connect("imap");
        var pop3 = proxy.connect("pop3s")) {
      imap.expectStart("* OK");
      imap.say("a LOGIN alice " + Dovecot.PASSWORD).expectStart("a OK");
      pop3.expectStart("+OK");
      pop3.say("USER alice").expectStart("+OK");
      pop3.say("PASS " + Dovecot.PASSWORD).expectStart("+OK");
      assertThat(handler.counted("gatepost_handler_answers_total{result=\"ok\"}")).isEqualTo(2);
    }
  }

  /** The handler answers with an address; the certificate has a name, which the directory knows. */
  @Test
  void certificateOfTheMailboxServerIsVerifiedByItsNameInTheDirectory(
      @TempDir Path one, @TempDir Path two) throws Exception {
    try (var handler =
            handler(one).attribute("zimbraReverseProxyDnsLookupInServerEnabled", "TRUE").start();
        var proxy =
            system(two)
                .tlsToUpstream(List.of(mailbox.certificate(), handler.certificate()))
                .routes("lookup: handlers, handlers: [\"" + url("https", handler) + "\"]")
                .start();
        var imap = proxy.connect("imap")) {
      imap.expectStart("* OK");
      imap.say("a LOGIN alice " + Dovecot.PASSWORD).expectStart("a OK");
    }
  }

  @Test
  void handlerWithAnUnknownCertificateIsNotAsked(@TempDir Path one, @TempDir Path two)
      throws Exception {
    try (var handler = handler(one).start();
        var proxy =
            system(two)
                .tlsToUpstream(List.of(mailbox.certificate()))
                .routes("lookup: handlers, handlers: [\"" + url("https", handler) + "\"]")
                .start();
        var imap = proxy.connect("imap")) {
      imap.expectStart("* OK");
      imap.say("a LOGIN alice " + Dovecot.PASSWORD).expectStart("a NO [UNAVAILABLE]");
      assertThat(handler.counted("gatepost_handler_answers_total{result=\"ok\"}")).isZero();
    }
  }

  @Test
  void handlersOfTheDirectoryAreWrittenDownForPeople(@TempDir Path one, @TempDir Path two)
      throws Exception {
    try (var handler = handler(one).start();
        var proxy =
            system(two)
                .entry(
                    """
                    dn: cn=localhost,cn=servers,cn=zimbra
                    objectClass: zimbraServer
                    cn: localhost
                    zimbraServiceHostname: localhost
                    zimbraReverseProxyLookupTarget: TRUE
                    zimbraServiceEnabled: mailbox
                    zimbraExtensionBindPort: %d\
                    """
                        .formatted(handler.door("handler").getPort()))
                .routes("lookup: handlers")
                .start();
        var imap = proxy.connect("imap")) {
      imap.expectStart("* OK");
      imap.say("a LOGIN alice " + Dovecot.PASSWORD).expectStart("a OK");
      assertThat(Files.readString(two.resolve("nginx.conf.zmlookup")))
          .isEqualTo(
              "zm_lookup_handlers http://localhost:%d/service/extension/nginx-lookup;\n"
                  .formatted(handler.door("handler").getPort()));
    }
  }

  @Test
  void oneProcessCanBeBoth(@TempDir Path folder) throws Exception {
    try (var both = handler(folder).roles("proxy, handler").start();
        var imap = both.connect("imap")) {
      imap.expectStart("* OK");
      imap.say("a LOGIN alice " + Dovecot.PASSWORD).expectStart("a OK");
      assertThat(both.door("handler").getPort()).isPositive();
    }
  }

  @Test
  void bareNameIsCompletedByTheNameThatTheClientAskedForInTls(@TempDir Path folder)
      throws Exception {
    try (var other =
            ScriptedUpstream.start(
                TestNames.MAILBOX_B,
                ScriptedUpstream.transcript(
                    """
                    S: * OK ready
                    C: a ID ...
                    S: a OK done
                    C: a LOGIN {17}
                    S: + go on
                    C: alice@example.net {4}
                    S: + go on
                    C: demo
                    S: a OK Logged in.\
                    """));
        var proxy =
            system(folder)
                .mailbox(TestNames.MAILBOX_B, other)
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

                    dn: uid=alice,dc=example,dc=net
                    objectClass: inetOrgPerson
                    objectClass: zimbraAccount
                    uid: alice
                    cn: alice
                    sn: alice
                    zimbraId: id-of-the-other-alice
                    zimbraMailDeliveryAddress: alice@example.net
                    zimbraMailHost: %s\
                    """
                        .formatted(TestNames.MAILBOX_B))
                .start();
        var here = proxy.connect("imap");
        var there = proxy.connect("imap")) {
      there.expectStart("* OK");
      there.say("s STARTTLS").expectStart("s OK");
      there.secure("mail.example.net");
      there.say("a LOGIN alice demo").expect("a OK Logged in.");
      here.expectStart("* OK");
      here.say("a LOGIN alice " + Dovecot.PASSWORD).expectStart("a OK");
      other.assertAllWentAsWritten();
    }
  }
}
