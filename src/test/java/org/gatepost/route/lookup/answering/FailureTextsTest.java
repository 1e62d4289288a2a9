package org.gatepost.route.lookup.answering;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.gatepost.directory.Directory;
import org.gatepost.route.RouteException;
import org.gatepost.route.lookup.AuthTokenTest;
import org.gatepost.route.lookup.DirectoryLookup;
import org.gatepost.settings.DirectorySource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of spec mail 2.10 and the order of 2.1, from the embedded directory. */
final class FailureTextsTest {
  private static final Path DATA = Path.of("src/test/resources/org/gatepost/directory");
  private static final String USUAL =
      "Auth-Method: username; Auth-Protocol: imap; Client-IP: 203.0.113.5; X-Proxy-IP: 192.0.2.1; ";
  private static final String CERTIFICATE =
      "Auth-Method: certauth; Auth-Protocol: http; Client-IP: 203.0.113.5; X-Proxy-IP: ::ffff:192.0.2.1; "
          + "Auth-Admin-User: zmnginx; Auth-Admin-Pass: not the default; "
          + "Auth-User: /CN=Admin/emailAddress=root@example.org; ";

  private static Directory directory;
  private static LookupAnswers answers;

  @BeforeAll
  static void open(@TempDir Path folder) throws Exception {
    directory = directory(folder, "zimbraAuthTokenKey: 1:1:" + AuthTokenTest.KEY);
    answers = answers(directory);
  }

  private static Directory directory(Path folder, String globalLine) throws Exception {
    var data =
        Files.readString(DATA.resolve("sample.ldif"))
                .replace("cn: config\n", "cn: config\n" + globalLine + "\n")
            + "\n"
            + Files.readString(DATA.resolve("handler.ldif"));
    return Directory.open(
        new DirectorySource.EmbeddedFile(Files.writeString(folder.resolve("d.ldif"), data)));
  }

  private static LookupAnswers answers(Directory directory) throws Exception {
    var settings =
        directory.settings(
            "handler.example.com",
            Map.of("zimbraReverseProxyAdminIPAddress", List.of("192.0.2.1", "2001:db8::1", "x")));
    var lookup = new DirectoryLookup(directory, settings);
    return new LookupAnswers(
        lookup,
        new CertificateLogin(new LookupSource(directory, lookup, settings)),
        new RememberedReplies(10, System::nanoTime),
        new LookupAnswers.Terms(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(2)),
        Runnable::run);
  }

  @AfterAll
  static void close() {
    directory.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # fields                                       | text
          Auth-User: %zz; Auth-Method: ; Auth-Pass: %zz   | bad escape in header field Auth-User
          Auth-User: ; Auth-Pass: %z                      | bad escape in header field Auth-Pass
          Auth-User: ; Auth-Method: ; Auth-Protocol:      | missing header field Auth-User
          Auth-User: a; Auth-Method: ; Auth-Protocol:     | missing header field Auth-Method
          Auth-User: a; Auth-Protocol:                    | missing header field Auth-Protocol
          Auth-User: a; Auth-Method: gssapi               | (GSSAPI) missing header field Auth-Id
          Auth-User: a; Auth-Method: gssapi; Auth-Id: b   | (GSSAPI) missing header field Auth-Admin-User
          Auth-User: a; Auth-Method: gssapi; Auth-Id: b; Auth-Admin-User: c | (GSSAPI) missing header field Auth-Admin-Pass
          Auth-User: a; Auth-Method: gssapi; Auth-Id: b; Auth-Admin-User: c; Auth-Admin-Pass: d; X-Proxy-IP: | (GSSAPI) missing header field X-Proxy-IP
          Auth-User: a; Auth-Method: gssapi; Auth-Id: b; Auth-Admin-User: c; Auth-Admin-Pass: d | authentication method gssapi is not supported by this lookup handler
          Auth-User: a; Auth-Method: certauth             | (CERTAUTH) missing header field Auth-Admin-User
          Auth-User: a; Auth-Method: certauth; Auth-Admin-User: c | (CERTAUTH) missing header field Auth-Admin-Pass
          Auth-User: a; Auth-Method: certauth; Auth-Admin-User: c; Auth-Admin-Pass: d; X-Proxy-IP: | (CERTAUTH) missing header field X-Proxy-IP
          Auth-User: a; Auth-Protocol: smtp               | missing port for protocol smtp
          Auth-User: nobody                               | user not found:nobody@example.org
          Auth-User: no%0D%0Abody@example.org             | user not found:no%0D%0Abody@example.org
          Auth-User: nobody@moved.net; Auth-Protocol: http | user not found:nobody@moved.net
          Auth-User: nobody@moved.net; Auth-Protocol: imapssl | User 'nobody@moved.net' not found. No external route info on domain 'moved.net' but 'zimbraReverseProxyUseExternalRouteIfAccountNotExist=TRUE'
          Auth-User: id-x; Auth-Method: zimbraId          | user not found:id-x
          Auth-User: alice@example.org; Auth-Method: zimbraId | user not found:alice@example.org
          Auth-User: nobody; Auth-Zimbra-Admin: True      | account nobody@example.org not found
          Auth-User: list@example.org; Auth-Zimbra-Admin: True | account list@example.org not found
          Auth-User: id-x; Auth-Method: zimbraId; Auth-Zimbra-Admin: True | account id-x not found
          Auth-User: alice; Auth-Zimbra-Admin: True       | account alice@example.org is not admin or delegated admin
          Auth-User: grace; Auth-Zimbra-Admin: true; Auth-Zimbra-Zx: true | account grace@example.org is not admin or delegated admin
          Auth-User: lost@nodomain.org                    | domain not found for user:lost@nodomain.org
          Auth-User: alice; Auth-Protocol: httpssl        | missing port for protocol httpssl on server a.example.com
          Auth-User: frank                                | query returned empty result: (&(zimbraServiceHostname=unknown.example.com)(objectClass=zimbraServer))
          Auth-User: list@example.org                     | missing attr in search result: zimbraMailHost
          Auth-User: blank                                | empty attribute: zimbraMailHost
          Auth-User: carol@example.net                    | Client-IP 203.0.113.5 is not allowed on this domain
          Auth-User: carol@example.net; Client-IP: ::ffff:203.0.113.5 | Client-IP 203.0.113.5 is not allowed on this domain
          Auth-User: carol@example.net; Client-IP:        | Client-IP 0.0.0.0 is not allowed on this domain
          Auth-User: carol@example.net; Client-IP: x      | Client-IP 0.0.0.0 is not allowed on this domain
          Auth-User: id-carol; Auth-Method: zimbraId      | Client-IP 203.0.113.5 is not allowed on this domain
          """)
  void failuresHaveTheOriginalsWords(String fields, String text) {
    assertThat(status(answers, USUAL + fields)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X-Proxy-IP: 192.0.2.2          | X-Proxy-IP 192.0.2.2 is not allowed
          X-Proxy-IP: 0.0.0.0            | X-Proxy-IP 0.0.0.0 is not allowed
          X-Proxy-IP: x                  | X-Proxy-IP x is not allowed
          Auth-Admin-User: zmnobody      | admin account zmnobody not found
          Auth-Admin-User: *             | admin account * not found
          Auth-Admin-User: zmother; Auth-Admin-Pass: other | zmother is not an admin account
          Auth-Admin-User: alice@example.org; Auth-Admin-Pass: demo | alice@example.org is not an admin account
          Auth-Admin-Pass: zmnginx       | authentication failed for zmnginx
          Auth-Admin-Pass: not%20the%20default | authentication failed for zmnginx
          Auth-User: /CN=Admin           | account not found: /CN=Admin
          Auth-User: /CN=x/emailAddress=admin@example.org/emailAddress=grace@example.org | account not found: /CN=x/emailAddress=admin@example.org/emailAddress=grace@example.org
          Auth-User: /emailAddress=nobody@example.org | account not found: nobody@example.org
          Auth-User: /emailAddress=list@example.org | account not found: list@example.org
          Auth-User: /emailAddress=lost@nodomain.org | domain not found for user:lost@nodomain.org
          Auth-User: /emailAddress=Carol@Example.net | Client-IP 203.0.113.5 is not allowed on this domain
          Auth-User: /emailAddress=grace@example.org; Auth-Zimbra-Admin: True | account grace@example.org is not admin or delegated admin
          """)
  void certificatesAreRefused(String fields, String text) {
    assertThat(status(answers, CERTIFICATE + fields)).isEqualTo(text);
  }

  @Test
  void certificateGivesAToken() {
    String said = head(answers, CERTIFICATE);

    assertThat(said)
        .startsWith(
            """
            HTTP/1.1 200 OK
            Auth-Status: OK
            Auth-Server: 127.0.0.1
            Auth-Port: 9999
            Auth-Cache-Alias: FALSE
            Auth-User: admin@example.org
            Auth-Pass: 1_\
            """
                .replace("\n", "\r\n"))
        .hasSizeLessThan(1_024);
    var token = Pattern.compile("Auth-Pass: (\\S+)").matcher(said);
    assertThat(token.find()).isTrue();
    assertThat(AuthTokenTest.plain(token.group(1)))
        .matches(
            "id=36:cc00ce85-8c0b-49eb-8e08-a8aab43ce836;exp=13:\\d{13};vv=1:2;type=6:zimbra;u=1:a;"
                + "tid=\\d+:\\d+;version=14:10\\.1\\.0_GA_4655;");
  }

  @ParameterizedTest
  @CsvSource({"root, admin", "helper, dlgadmin"})
  void certificateOfAnAdministratorGivesATokenForTheConsole(String user, String field) {
    String said =
        head(
            answers,
            CERTIFICATE
                + "Auth-User: /emailAddress=%s@example.org; Auth-Zimbra-Admin: True"
                    .formatted(user));

    var token = Pattern.compile("Auth-Pass: (\\S+)").matcher(said);
    assertThat(token.find()).as(said).isTrue();
    assertThat(AuthTokenTest.plain(token.group(1))).contains(";" + field + "=1:1;");
  }

  @Test
  void withoutAKeyThereIsNoToken(@TempDir Path folder) throws Exception {
    try (var keyless = directory(folder, "zimbraAuthTokenKey: junk")) {
      assertThat(status(answers(keyless), CERTIFICATE))
          .isEqualTo("failed to generate auth token for admin@example.org");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # fields                                            | server:port | user
          Auth-User: a%20b%25c@example.org                     | c.example.com:7143 | grace@example.org
          Auth-User: grace; Auth-Protocol: http                | c.example.com:8080 | grace@example.org
          Auth-User: grace; Auth-Protocol: httpssl             | c.example.com:8443 | grace@example.org
          Auth-User: alice; Auth-Protocol: http                | a.example.com:80   | alice@example.org
          Auth-User: grace; Auth-Protocol: http; Auth-Zimbra-Zx: True | c.example.com:8742 | grace@example.org
          Auth-User: alice; Auth-Protocol: httpssl; Auth-Zimbra-Zx: TRUE | a.example.com:8743 | alice@example.org
          Auth-User: admin; Auth-Protocol: httpssl; Auth-Zimbra-Admin: True | c.example.com:7171 | admin@example.org
          Auth-User: root@alias.org; Auth-Protocol: httpssl; Auth-Zimbra-Admin: True | c.example.com:7171 | admin@example.org
          Auth-User: admin; Auth-Protocol: http; Auth-Zimbra-Admin: True | c.example.com:8080 | admin@example.org
          Auth-User: helper; Auth-Protocol: httpssl; Auth-Zimbra-Admin: True | a.example.com:7071 | helper@example.org
          Auth-User: ID-GRACE; Auth-Method: zimbraId; Auth-Protocol: httpssl | c.example.com:8443 | ID-GRACE
          Auth-User: id-alice; Auth-Method: zimbraId; Auth-Protocol: imap | a.example.com:1143 | id-alice
          Auth-User: dave@moved.net; Auth-Protocol: http       | a.example.com:80   | dave@moved.net
          Auth-User: dave@moved.net; Auth-Method: plain        | imap.moved.example:3143 | dave@moved.net
          Auth-User: carol; X-Proxy-IP: 192.0.2.20; Client-IP: 10.1.2.3 | a.example.com:1143 | Carol@Example.net
          Auth-User: alice; X-Proxy-IP: 192.0.2.20; X-Proxy-Host: MAIL.example.org:8443; Auth-Protocol: imap | a.example.com:1143 | alice@example.org
          Auth-User: alice; X-Proxy-IP: x; X-Proxy-Host: [::1]:8443 | a.example.com:1143 | alice@example.org
          """)
  void routesAreTold(String fields, String to, String user) {
    assertThat(head(answers, USUAL + fields))
        .contains(
            "Auth-Server: %s\r\nAuth-Port: %s\r\n"
                .formatted(to.split(":", -1)[0], to.split(":", -1)[1]))
        .contains("\r\nAuth-User: " + user + "\r\n");
  }

  @Test
  void aliasesAreForTheDefaultDomain() {
    assertThat(head(answers, USUAL + "Auth-User: alice")).contains("Auth-Cache-Alias: TRUE");
    assertThat(head(answers, USUAL + "Auth-User: alice@alias.org"))
        .contains("Auth-Cache-Alias: FALSE");
    assertThat(head(answers, USUAL + "Auth-User: id-alice; Auth-Method: zimbraId"))
        .contains("Auth-Cache-Alias: FALSE")
        .doesNotContain("Auth-Cache-Route");
    assertThat(head(answers, USUAL + "Auth-User: carol@example.net; Client-IP: 2001:db8:1::7"))
        .contains(
            "Auth-Cache-Alias: FALSE\r\nAuth-User: Carol@Example.net\r\nAuth-Cache-Route: FALSE");
  }

  private static String status(LookupAnswers answers, String fields) {
    String head = head(answers, fields);
    var status = Pattern.compile("\r\nAuth-Status: (.*)\r\nAuth-Wait: 2\r\n").matcher(head);
    assertThat(status.find()).as(head).isTrue();
    return status.group(1);
  }

  private static String head(LookupAnswers answers, String fields) {
    var headers = new DefaultHttpHeaders();
    for (String field : fields.split(";", -1)) {
      if (!field.isBlank()) {
        String[] parts = field.strip().split(":", 2);
        headers.set(parts[0], parts[1].strip());
      }
    }
    Reply reply;
    try {
      reply = answers.answer(LookupRequest.of(headers)).join();
    } catch (RouteException e) {
      reply = answers.refusal(e);
    }
    var buffer = reply.toBuffer(UnpooledByteBufAllocator.DEFAULT, true);
    try {
      return buffer.toString(ISO_8859_1);
    } finally {
      buffer.release();
    }
  }
}
