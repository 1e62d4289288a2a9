package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.gatepost.testing.Curl;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.TestNames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logins by certificate with the real curl (spec http 3.4). The proxy itself wants a certificate;
 * the domain example.net would like to see one of its own authority.
 */
@Timeout(60)
final class CertificateLoginIT {
  private static final String USERS = "https://proxy.example.org/certauth";
  private static final String ADMINISTRATORS = USERS + "/admin";
  private static final String OF_NET = "https://mail.example.net/certauth";
  private static final String KEY = "1:1:" + "00112233445566778899aabbccddeeff".repeat(2);
  private static final String AFTER = "/?ignoreLoginURL=1";

  @TempDir private static Path folder;
  private static X509Bundle ours;
  private static X509Bundle ofNet;
  private static GatepostServer server;

  @BeforeAll
  static void start() throws Exception {
    ours = authority("CN=our authority");
    ofNet = authority("CN=authority of example.net");
    server =
        system(folder.resolve("directory"))
            .door("protocol: certlogin, tls: implicit")
            .attribute("zimbraMailSSLProxyPort", "443")
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static GatepostServer.Setup system(Path place) throws IOException {
    var pem = ours.getCertificatePEM().replace("\r", "").replace("\n", "\\n");
    return GatepostServer.in(place)
        .global("zimbraAuthTokenKey", KEY)
        .attribute("zimbraReverseProxyClientCertMode", "on")
        .attribute("zimbraReverseProxyClientCertCA", pem)
        .mailbox(TestNames.MAILBOX_A, 0, 0, 0, 0)
        .account("alice", TestNames.MAILBOX_A)
        .entry(
            """
            dn: uid=root,ou=people,dc=example,dc=org
            objectClass: inetOrgPerson
            objectClass: zimbraAccount
            uid: root
            cn: root
            sn: root
            zimbraId: id-of-root
            zimbraMailDeliveryAddress: root@example.org
            zimbraMailHost: %s
            zimbraIsAdminAccount: TRUE
            """
                .formatted(TestNames.MAILBOX_A))
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
            zimbraReverseProxyClientCertMode: optional
            zimbraReverseProxyClientCertCA:: %s

            dn: uid=eve,dc=example,dc=net
            objectClass: inetOrgPerson
            objectClass: zimbraAccount
            uid: eve
            cn: eve
            sn: eve
            zimbraId: id-of-eve
            zimbraMailDeliveryAddress: eve@example.net
            zimbraMailHost: %s
            zimbraIsAdminAccount: TRUE
            """
                .formatted(
                    Base64.getEncoder()
                        .encodeToString(
                            ofNet.getCertificatePEM().getBytes(StandardCharsets.US_ASCII)),
                    TestNames.MAILBOX_A));
  }

  private static X509Bundle authority(String name) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject(name)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  /** A browser that shows a certificate; null: that has none. */
  private static Curl browser(GatepostServer at, @Nullable String subject, X509Bundle authority)
      throws Exception {
    var curl = at.curl("certlogin");
    if (subject == null) {
      return curl;
    }
    var bundle = new CertificateBuilder().ecp256().subject(subject).buildIssuedBy(authority);
    var file = Files.createTempFile(folder, "client", ".pem");
    Files.writeString(file, bundle.getCertificatePEM() + "\n" + bundle.getPrivateKeyPEM());
    return curl.with("--cert", file.toString());
  }

  private static Curl browser(String subject) throws Exception {
    return browser(server, subject, ours);
  }

  /** The fields of the token in the only cookie, which is as it should be. */
  private static String fields(Curl.Answer answer, String cookie) {
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.headers("Set-Cookie"))
        .singleElement()
        .asString()
        .matches(cookie + "=1_[0-9a-f]{40}_[0-9a-f]+; Path=/; Secure; HttpOnly; SameSite=Lax");
    var hex = answer.headers("Set-Cookie").getFirst().replaceFirst(".*_([0-9a-f]+);.*", "$1");
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.US_ASCII);
  }

  private static void assertSentOnWithoutCookie(Curl.Answer answer, String location) {
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo(location);
    assertThat(answer.headers("Set-Cookie")).isEmpty();
  }

  private static void assertForbidden(Curl.Answer answer) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.headers("Set-Cookie")).isEmpty();
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void ownerOfACertificateIsLoggedIn() throws Exception {
    var answer = browser("CN=Alice, EMAILADDRESS=alice@example.org, C=DE").get(USERS);

    assertThat(fields(answer, "ZM_AUTH_TOKEN"))
        .startsWith("id=11:id-of-alice;exp=")
        .doesNotContain("admin");
    assertThat(answer.header("Location")).isEqualTo("https://proxy.example.org" + AFTER);
    assertThat(answer.header("X-Request-Id")).isNotNull();
    var id = String.valueOf(answer.header("X-Request-Id"));
    var cookie = String.valueOf(answer.header("Set-Cookie"));
    var token = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    assertThat(server.awaitLine("gatepost.json", id))
        .contains("\"account\":\"alice@example.org\"", "\"status\":302")
        .doesNotContain(token);
    server.awaitLine("nginx.access.log", "/certauth HTTP/1.1\" 302");
    assertThat(server.accessLog() + server.log()).doesNotContain(token);
  }

  @Test
  void administratorIsLoggedInToTheConsole() throws Exception {
    var answer = browser("EMAILADDRESS=root@example.org").get(ADMINISTRATORS);

    assertThat(fields(answer, "ZM_ADMIN_AUTH_TOKEN"))
        .startsWith("id=10:id-of-root;exp=")
        .contains(";admin=1:1;");
    assertThat(answer.header("Location")).isEqualTo("https://proxy.example.org:9071" + AFTER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EMAILADDRESS=nobody@example.org",
        "CN=alice@example.org",
        "CN=x/emailAddress=alice@example.org",
        "EMAILADDRESS=alice@example.org, EMAILADDRESS=root@example.org",
        "EMAILADDRESS=x/emailAddress=alice@example.org"
      })
  void whoeverIsNobodyHereIsRefused(String subject) throws Exception {
    assertForbidden(browser(subject).get(USERS));
  }

  @Test
  void whoIsNoAdministratorIsRefusedTheConsole() throws Exception {
    assertForbidden(browser("EMAILADDRESS=alice@example.org").get(ADMINISTRATORS));
  }

  @Test
  void whoShowsNoCertificateOrAStrangersIsRefused() throws Exception {
    assertForbidden(browser(server, null, ours).get(USERS));
    assertForbidden(browser(server, "EMAILADDRESS=alice@example.org", ofNet).get(USERS));
  }

  @ParameterizedTest
  @CsvSource({"/", "/certauth/", "/certauthx", "/CertAuth", "/certauth/admin/x", "/h/"})
  void nothingElseIsServedAtThisDoor(String path) throws Exception {
    assertForbidden(
        browser("EMAILADDRESS=alice@example.org").get("https://proxy.example.org" + path));
  }

  @Test
  void strangersHostIsNeverWhereTheBrowserIsSent() throws Exception {
    var answer = browser("EMAILADDRESS=alice@example.org").get("https://evil.example.com/certauth");
    assertThat(answer.header("Location")).isEqualTo("https://proxy.example.org" + AFTER);
  }

  @Test
  void domainThatWantsNoCertificateSendsEverybodyOn() throws Exception {
    var next = "https://mail.example.net" + AFTER;
    assertSentOnWithoutCookie(browser(server, null, ofNet).get(OF_NET), next);
    assertSentOnWithoutCookie(browser(server, "CN=eve", ofNet).get(OF_NET), next);
    var eve = "EMAILADDRESS=eve@example.net";
    assertSentOnWithoutCookie(browser(server, eve, ours).get(OF_NET), next);
    var answer = browser(server, eve, ofNet).get(OF_NET);
    assertThat(fields(answer, "ZM_AUTH_TOKEN")).startsWith("id=9:id-of-eve;");
    assertThat(answer.header("Location")).isEqualTo(next);
  }

  /** Spec http 9, W-24: the original took any authority for any domain. */
  @Test
  void domainsAuthoritySpeaksNeitherForOthersUsersNorForAdministrators() throws Exception {
    var alice = browser(server, "EMAILADDRESS=alice@example.org", ofNet);
    assertSentOnWithoutCookie(alice.get(OF_NET), "https://mail.example.net" + AFTER);
    var eve = browser(server, "EMAILADDRESS=eve@example.net", ofNet);
    assertSentOnWithoutCookie(eve.get(OF_NET + "/admin"), "https://mail.example.net:9071" + AFTER);
  }

  @Test
  void handlersLogInAsWell(@TempDir Path one, @TempDir Path two) throws Exception {
    try (var handler =
            system(one)
                .roles("handler")
                .attribute("zimbraExtensionBindPort", "0")
                .attribute("zimbraReverseProxyAdminIPAddress", "127.0.0.1")
                .entry(
                    """
                    dn: cn=appaccts,cn=zimbra
                    objectClass: organizationalRole
                    cn: appaccts

                    dn: uid=zmnginx,cn=appaccts,cn=zimbra
                    objectClass: inetOrgPerson
                    objectClass: zimbraAccount
                    uid: zmnginx
                    cn: zmnginx
                    sn: zmnginx
                    zimbraId: id-of-zmnginx
                    zimbraIsAdminAccount: TRUE
                    userPassword: of the proxy
                    """)
                .start();
        var proxy =
            system(two)
                .door("protocol: certlogin, tls: implicit")
                .routes(
                    "lookup: handlers, handlers: [\"http://localhost:%d\"]"
                        .formatted(handler.door("handler").getPort()))
                .attribute(
                    "ldap_nginx_password",
                    Files.writeString(folder.resolve("password"), "of the proxy\n").toString())
                .start()) {
      var alice = browser(proxy, "CN=a/b, EMAILADDRESS=alice@example.org", ours);
      var root = browser(proxy, "EMAILADDRESS=root@example.org", ours);
      var nobody = browser(proxy, "EMAILADDRESS=nobody@example.org", ours);
      assertThat(fields(alice.get(USERS), "ZM_AUTH_TOKEN"))
          .startsWith("id=11:id-of-alice;")
          .doesNotContain("admin");
      assertThat(fields(root.get(ADMINISTRATORS), "ZM_ADMIN_AUTH_TOKEN")).contains(";admin=1:1;");
      assertForbidden(alice.get(ADMINISTRATORS));
      assertForbidden(nobody.get(USERS));
    }
  }

  @Test
  void oneAddressMayNotLogInWithoutEnd(@TempDir Path place) throws Exception {
    try (var proxy =
        system(place)
            .door("protocol: certlogin, tls: implicit")
            .attribute("gatepostWebLookupLimit", "1")
            .start()) {
      var alice = browser(proxy, "EMAILADDRESS=alice@example.org", ours);
      assertThat(alice.get(USERS).status()).isEqualTo(302);
      var refused = alice.get(USERS);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers("Set-Cookie")).isEmpty();
      assertThat(proxy.awaitLine("gatepost.json", "too many lookups"))
          .contains("alice@example.org");
    }
  }

  @Test
  void nobodyIsCalledAStrangerBecauseNoHandlerAnswers(@TempDir Path place) throws Exception {
    try (var proxy =
        system(place)
            .door("protocol: certlogin, tls: implicit")
            .routes(
                "lookup: handlers, handlers: [\"http://localhost:%d\"]"
                    .formatted(GatepostServer.freePorts(1)[0]))
            .start()) {
      var alice = browser(proxy, "EMAILADDRESS=alice@example.org", ours);
      assertThat(alice.get(USERS).status()).isEqualTo(500);
    }
  }
}
