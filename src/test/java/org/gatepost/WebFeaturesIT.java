package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.ScriptedWeb;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.WebMailbox;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the web does beyond passing on, each part through real programs. */
final class WebFeaturesIT {
  private static final String CLEAR = "http://mail.example.org";
  private static final String SITE = "https://mail.example.org";

  private static WebMailbox mailbox;

  @TempDir private Path folder;

  @BeforeAll
  static void startMailbox() throws IOException {
    mailbox =
        WebMailbox.start(
            TestNames.MAILBOX_A,
            "A",
            """
            location /text { default_type text/html; return 200 "%s"; }
            """
                .formatted("words and words ".repeat(100)));
  }

  @AfterAll
  static void stopMailbox() throws IOException {
    mailbox.close();
  }

  private GatepostServer.Setup setup() throws IOException {
    return GatepostServer.in(folder).webDoors().webMailbox(mailbox);
  }

  @Test
  void textsAreCompressedForThoseWhoWantIt()
      throws IOException, ConfigurationException, StartException {
    try (var server = setup().attribute("gatepostWebCompression", "TRUE").start()) {
      for (var site : new String[] {CLEAR, SITE}) {
        var curl = site.equals(CLEAR) ? server.curl("http") : server.http2();
        var plain = curl.get(site + "/text");
        assertThat(plain.header("Content-Encoding")).isNull();
        assertThat(plain.header("Vary")).isEqualTo("Accept-Encoding");
        var coded = curl.with("--compressed").get(site + "/text");
        assertThat(coded.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(coded.body()).isEqualTo(plain.body());
      }
    }
  }

  @Test
  void aFileForEverybodyIsKept() throws IOException, ConfigurationException, StartException {
    var digest = mailbox.file("kept", 20_000);
    try (var server = setup().attribute("gatepostWebCacheSize", "1000000").start()) {
      var first = server.http2().get(SITE + "/static/kept");
      assertThat(first.digest()).isEqualTo(digest);
      assertThat(first.header("Age")).as("from the mailbox server").isNull();
      for (int i = 0; i < 2; i++) {
        var again = server.http2().get(SITE + "/static/kept");
        assertThat(again.header("Age")).as("out of memory").isNotNull();
        assertThat(again.digest()).isEqualTo(digest);
      }
    }
  }

  @Test
  void aDomainHasItsOwnPageForErrorsAndItsOwnHeaders()
      throws IOException, ConfigurationException, StartException {
    var domain =
        """
        dn: dc=pages,dc=org
        objectClass: dcObject
        objectClass: organization
        objectClass: zimbraDomain
        dc: pages
        o: pages.org
        zimbraDomainName: pages.org
        zimbraVirtualHostname: mail.pages.org
        gatepostWebErrorPage: <h1>Pages ${status} ${requestId}</h1>
        zimbraReverseProxyResponseHeaders: X-Domain: pages
        """;
    try (var server = setup().entry(domain).start()) {
      var answer =
          server
              .http2()
              .with("--header", "Accept: text/html")
              .get("https://mail.pages.org/zmerror_upstream_502.html");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body())
          .isEqualTo("<h1>Pages 404 " + answer.header("X-Request-Id") + "</h1>");
      assertThat(answer.header("X-Domain")).isEqualTo("pages");
      assertThat(server.http2().get(SITE + "/h/").header("X-Domain")).isNull();
    }
  }

  @Test
  void chatGoesToItsOwnServer() throws IOException, ConfigurationException, StartException {
    try (var chat = ScriptedWeb.start("127.0.0.1", ScriptedWeb.answers("200 OK", "chat"));
        var server =
            setup()
                .attribute("zimbraReverseProxyXmppBoshEnabled", "TRUE")
                .attribute("zimbraReverseProxyXmppBoshHostname", "127.0.0.1")
                .attribute("zimbraReverseProxyXmppBoshPort", String.valueOf(chat.port()))
                .attribute("zimbraReverseProxyXmppBoshRemoteHttpBindURL", "/xmpp/bind")
                .start()) {
      assertThat(server.curl("http").get(CLEAR + "/http-bind/x?y=1").body()).isEqualTo("chat");
      assertThat(chat.requests().getFirst().target()).isEqualTo("/xmpp/bind/x?y=1");
    }
  }

  @Test
  void aBalancerNamesTheClientBeforeItsFirstOctet()
      throws IOException, ConfigurationException, StartException {
    try (var server =
        GatepostServer.in(folder)
            .door("protocol: http, tls: none, proxyProtocol: true")
            .webMailbox(mailbox)
            .attribute("gatepostTrustedPeers", "127.0.0.1")
            .start()) {
      try (var client = Wire.to(server.door("http"))) {
        client.send(
            """
            PROXY TCP4 192.0.2.7 127.0.0.1 5555 80\r
            GET /h/ HTTP/1.1\r
            Host: mail.example.org\r
            Connection: close\r
            \r
            """);
        client.expect("HTTP/1.1 200 OK");
        assertThat(client.untilEmptyLine())
            .anyMatch(line -> line.equalsIgnoreCase("X-Saw-Forwarded-For: 192.0.2.7"));
      }
    }
  }
}
