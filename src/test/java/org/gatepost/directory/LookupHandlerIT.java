package org.gatepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.pkitesting.CertificateBuilder;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.gatepost.telemetry.Meter;
import org.gatepost.testing.Programs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lookup handler as its callers see it: curl, and the octets of the original's proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LookupHandlerIT {
  private static final String PATH = "/service/extension/nginx-lookup";
  private static final String USUAL =
      "Auth-Method: username; Auth-Protocol: imap; Client-IP: 203.0.113.5; X-Proxy-IP: 10.0.0.1";

  private HandlerOnOpenLdap handler;
  private HandlerOnOpenLdap.OpenHandler service;
  private Path curl;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    curl = Programs.find("curl", "curl");
    handler = HandlerOnOpenLdap.start(folder);
    service = handler.open("127.0.0.1", Map.of("gatepostHandlerRouteTTL", "1h"));
  }

  @AfterAll
  void stop() {
    service.close();
    handler.close();
  }

  @Test
  void octetsOfTheOriginalsProxyAreAnswered() throws Exception {
    handler.add(
        "dn: uid=user1,ou=people,dc=example,dc=org",
        "objectClass: inetOrgPerson",
        "objectClass: zimbraAccount",
        "uid: user1",
        "cn: user1",
        "sn: user1",
        "zimbraId: id-user1",
        "zimbraMailDeliveryAddress: user1@example.org",
        "zimbraMailHost: a.example.com");

    assertThat(
            raw(
                """
                GET /service/extension/nginx-lookup HTTP/1.0
                Host: 10.0.0.5
                Auth-Method: username
                Auth-User: user1@example.org
                Auth-Pass: _password_
                Auth-Protocol: imapssl
                Auth-Login-Attempt: 1
                X-Proxy-IP: 10.0.0.1
                Client-IP: 192.0.2.10

                """))
        .isEqualTo(
            """
            HTTP/1.1 200 OK
            Auth-Status: OK
            Auth-Server: a.example.com
            Auth-Port: 7993
            Auth-Cache-Alias: TRUE
            Auth-User: user1@example.org
            Content-Length: 0
            Connection: close

            """
                .replace("\n", "\r\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # fields                                              | server               | user
          Auth-User: al@example.org                             | a.example.com:1143   | alice@example.org
          Auth-User: a%20b%25c@example.org                      | c.example.com:7143   | grace@example.org
          Auth-User: AL@alias.org; Auth-Protocol: pop3          | a.example.com:8110   | alice@example.org
          Auth-User: alice                                      | a.example.com:1143   | alice@example.org
          Auth-User: carol; X-Proxy-IP: ::ffff:192.0.2.20; Client-IP: 198.51.100.8 | a.example.com:1143 | Carol@Example.net
          Auth-User: carol; X-Proxy-IP: 2001:db8:0::20; Client-IP: 198.51.100.7 | a.example.com:1143 | Carol@Example.net
          Auth-User: grace; X-Proxy-IP: 192.0.2.20; X-Proxy-Host: mail.example.org:443; Auth-Protocol: httpssl | c.example.com:8443 | grace@example.org
          Auth-User: carol@example.net; Client-IP: 10.0.0.0     | a.example.com:1143   | Carol@Example.net
          Auth-User: carol@example.net; Client-IP: ::ffff:198.51.100.8 | a.example.com:1143 | Carol@Example.net
          Auth-User: carol@example.net; Client-IP: 2001:db8:1::9 | a.example.com:1143  | Carol@Example.net
          Auth-User: out@example.org                            | imap.elsewhere.example:2143 | out@example.org
          Auth-User: D@moved.net                                | imap.moved.example:3143 | D@moved.net
          Auth-User: nobody@moved.net; Auth-Protocol: pop3      | pop.moved.example:3110 | nobody@moved.net
          Auth-User: id-grace; Auth-Method: zimbraId; Auth-Protocol: httpssl | c.example.com:8443 | id-grace
          Auth-User: root; Auth-Protocol: httpssl; Auth-Zimbra-Admin: True | c.example.com:7171 | admin@example.org
          Auth-User: helper; Auth-Protocol: httpssl; Auth-Zimbra-Admin: True | a.example.com:7071 | helper@example.org
          Auth-User: grace; Auth-Protocol: httpssl; Auth-Zimbra-Zx: True | c.example.com:8743 | grace@example.org
          """)
  void usersAreFoundOverHttpAndHttps(String fields, String server, String user) throws Exception {
    for (String scheme : List.of("http", "https")) {
      assertThat(ask(scheme, USUAL + "; " + fields))
          .contains(
              "Auth-Status: OK\r\nAuth-Server: %s\r\nAuth-Port: %s\r\n"
                  .formatted(server.split(":", -1)[0], server.split(":", -1)[1]))
          .contains("\r\nAuth-User: " + user + "\r\n")
          .hasSizeLessThan(1_024);
    }
  }

  @Test
  void poolIsSpreadByTheAccount() throws Exception {
    var expected = Math.abs("id-bob".hashCode() % 2) == 0 ? "imap1" : "imap2";

    for (String name : List.of("bob", "BOB@example.org", "bob@alias.org")) {
      assertThat(ask("http", USUAL + "; Auth-Protocol: imapssl; Auth-User: " + name))
          .contains("Auth-Server: " + expected + ".example.com\r\nAuth-Port: 8993\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"198.51.100.9", "11.0.0.1", "2001:db8:2::1", "::ffff:198.51.100.9", ""})
  void clientsFromElsewhereAreRefused(String client) throws Exception {
    assertThat(ask("http", USUAL + "; Auth-User: carol@example.net; Client-IP: " + client))
        .contains(" is not allowed on this domain\r\nAuth-Wait: 2\r\n");
  }

  @Test
  void certificateGivesAToken() throws Exception {
    String fields =
        "Auth-Method: certauth; Auth-Protocol: http; X-Proxy-IP: 10.0.0.1; Auth-Admin-User: zmnginx; "
            + "Auth-User: /C=DE/CN=Admin/emailAddress=root@example.org; Auth-Admin-Pass: ";

    assertThat(ask("https", fields + "not the default"))
        .contains("Auth-Server: 127.0.0.1\r\nAuth-Port: 9999\r\nAuth-Cache-Alias: FALSE\r\n")
        .containsPattern(
            "\r\nAuth-User: admin@example.org\r\nAuth-Pass: 4_[0-9a-f]{40}_[0-9a-f]+\r\n")
        .hasSizeLessThan(1_024);
    assertThat(ask("https", fields + "zmnginx"))
        .contains("Auth-Status: authentication failed for zmnginx");
    // The connection that the wrong password was tried on is the directory's again.
    assertThat(ask("http", USUAL + "; Auth-User: grace")).contains("Auth-Status: OK");
  }

  @Test
  void answersAreRememberedUntilTheyLeadNowhere() throws Exception {
    handler.add(
        "dn: uid=mover,ou=people,dc=example,dc=org",
        "objectClass: inetOrgPerson",
        "objectClass: zimbraAccount",
        "uid: mover",
        "cn: mover",
        "sn: mover",
        "zimbraId: id-mover",
        "zimbraMailDeliveryAddress: mover@example.org",
        "zimbraMailHost: a.example.com");
    String mover = USUAL + "; Auth-User: mover@example.org; Auth-Login-Attempt: ";
    assertThat(ask("http", mover + 1)).contains("Auth-Server: a.example.com");

    handler.replace("uid=mover,ou=people,dc=example,dc=org", "zimbraMailHost", "c.example.com");

    assertThat(ask("http", mover + 1)).contains("Auth-Server: a.example.com");
    assertThat(ask("http", mover + 2)).contains("Auth-Server: c.example.com");
    assertThat(ask("http", mover + 1)).contains("Auth-Server: c.example.com");
  }

  @Test
  void connectionServesManyRequests() throws Exception {
    var url = "http://" + HandlerOnOpenLdap.at(service) + PATH;
    var said =
        Programs.run(
                List.of(
                    curl.toString(),
                    "-sS",
                    "-v",
                    "-H",
                    "Auth-User: alice",
                    "-H",
                    "Auth-Method: username",
                    "-H",
                    "Auth-Protocol: imap",
                    url,
                    url,
                    url))
            .success();

    assertThat(Pattern.compile("Auth-Status: OK").matcher(said).results().count()).isEqualTo(3);
    assertThat(Pattern.compile("Re-using existing connection").matcher(said).results().count())
        .isEqualTo(2);
  }

  @Test
  void strangersNeedASecretOrACertificate(@TempDir Path folder) throws Exception {
    var host = ownAddress();
    var secret = Files.writeString(folder.resolve("secret"), "sesame\n");
    var authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    var client = new CertificateBuilder().ecp256().subject("CN=proxy").buildIssuedBy(authority);
    var stranger =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=x")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    var ca = Files.writeString(folder.resolve("ca.pem"), authority.getCertificatePEM());
    var pem = folder.resolve("client.pem");
    Files.writeString(pem, client.getCertificatePEM() + client.getPrivateKeyPEM());
    var strange = folder.resolve("strange.pem");
    Files.writeString(strange, stranger.getCertificatePEM() + stranger.getPrivateKeyPEM());
    String alice = USUAL + "; Auth-User: alice";

    try (var open =
        handler.open(
            "0.0.0.0", Map.of("gatepostHandlerSecretFile", secret.toString()), List.of(ca))) {
      var there = host + ":" + open.address().getPort();
      assertThat(askAt("http://" + there, alice)).startsWith("HTTP/1.1 403 Forbidden\r\n");
      assertThat(askAt("https://" + there, alice)).startsWith("HTTP/1.1 403 Forbidden\r\n");
      assertThat(askAt("http://" + there, alice + "; X-Gatepost-Secret: sesame"))
          .contains("Auth-Status: OK");
      assertThat(askAt("http://" + there, alice + "; X-Gatepost-Secret: sesam"))
          .startsWith("HTTP/1.1 403 ");
      assertThat(askAt("https://" + there, alice, "--cert", pem.toString()))
          .contains("Auth-Status: OK");
      assertThat(askAt("https://" + there, alice, "--cert", strange.toString()))
          .doesNotContain("Auth-Status");
      assertThat(handler.meters.counter(Meter.HANDLER_ANSWERS, "refused-caller").sum())
          .isGreaterThanOrEqualTo(3);
    }
    try (var open = handler.open("0.0.0.0", Map.of("gatepostHandlerPeers", host + "/32"))) {
      assertThat(askAt("http://" + host + ":" + open.address().getPort(), alice))
          .contains("Auth-Status: OK");
    }
    handler.replace("cn=proxy.example.com,cn=servers,cn=zimbra", "zimbraServiceHostname", host);
    try (var open = handler.open("0.0.0.0", Map.of())) {
      assertThat(askAt("http://" + host + ":" + open.address().getPort(), alice))
          .contains("Auth-Status: OK");
    }
  }

  @Test
  void tlsIsAsTheSettingSays() throws Exception {
    String alice = USUAL + "; Auth-User: alice";
    try (var only = handler.open("127.0.0.1", Map.of("gatepostHandlerTls", "only"))) {
      assertThat(askAt("http://" + HandlerOnOpenLdap.at(only), alice)).startsWith("HTTP/1.1 400 ");
      assertThat(askAt("https://" + HandlerOnOpenLdap.at(only), alice)).contains("Auth-Status: OK");
    }
    try (var off = handler.open("127.0.0.1", Map.of("gatepostHandlerTls", "off"))) {
      assertThat(askAt("http://" + HandlerOnOpenLdap.at(off), alice)).contains("Auth-Status: OK");
      assertThat(askAt("https://" + HandlerOnOpenLdap.at(off), alice))
          .doesNotContain("Auth-Status");
    }
  }

  private static String ownAddress() throws Exception {
    var own =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
            .findFirst();
    assumeThat(own).as("an address that is not loopback").isPresent();
    return own.orElseThrow().getHostAddress();
  }

  private String ask(String scheme, String fields) throws Exception {
    return askAt(scheme + "://" + HandlerOnOpenLdap.at(service), fields);
  }

  /** What curl is told; later fields replace earlier ones of the same name. */
  private String askAt(String where, String fields, String... more) throws Exception {
    var byName = new LinkedHashMap<String, String>();
    for (String field : fields.split("; ", -1)) {
      byName.put(field.substring(0, field.indexOf(':')), field);
    }
    var command = new ArrayList<>(List.of(curl.toString(), "-s", "-i", "-k"));
    for (String field : byName.values()) {
      command.addAll(List.of("-H", field));
    }
    command.addAll(List.of(more));
    command.add(where + PATH);
    return Programs.run(command).output();
  }

  private String raw(String request) throws Exception {
    try (var socket = new Socket()) {
      socket.connect(service.address());
      socket.setSoTimeout(15_000);
      socket
          .getOutputStream()
          .write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
