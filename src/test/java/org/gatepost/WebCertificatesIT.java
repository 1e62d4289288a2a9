package org.gatepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.gatepost.net.tls.SelfSigned;
import org.gatepost.testing.Curl;
import org.gatepost.testing.GatepostServer;
import org.gatepost.testing.ScriptedWeb;
import org.gatepost.testing.TestNames;
import org.gatepost.testing.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Five domains, each with its own certificate, and a sixth whose certificate is broken: everybody
 * sees that of the name that was asked for, or the proxy's own, and never another domain's.
 */
final class WebCertificatesIT {
  private static final List<String> DOMAINS = List.of("one", "two", "three", "four", "five");

  @TempDir private static Path certificates;
  private static ScriptedWeb web;

  @TempDir private Path folder;

  @BeforeAll
  static void issue() throws IOException {
    web = ScriptedWeb.start(TestNames.MAILBOX_A, ScriptedWeb.answers("200 OK", "well\n"));
    for (var domain : DOMAINS) {
      SelfSigned.write(
          certificates.resolve(domain + ".crt"),
          certificates.resolve(domain + ".key"),
          List.of("mail." + domain + ".org"));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    web.close();
  }

  private static String domain(String name, String certificate, String key) {
    return """
    dn: dc=%1$s,dc=org
    objectClass: dcObject
    objectClass: organization
    objectClass: zimbraDomain
    dc: %1$s
    o: %1$s
    zimbraDomainName: %1$s.org
    zimbraVirtualHostname: mail.%1$s.org
    zimbraSSLCertificate:: %2$s
    zimbraSSLPrivateKey:: %3$s
    """
        .formatted(name, base64(certificate), base64(key));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private GatepostServer start(String strict) throws Exception {
    var setup =
        GatepostServer.in(folder)
            .door("protocol: http, tls: implicit")
            .attribute("zimbraReverseProxyMailMode", "both")
            .attribute("zimbraReverseProxyStrictServerNameEnabled", strict)
            .attribute("zimbraReverseProxySNIEnabled", "TRUE")
            .webMailbox(web);
    for (var domain : DOMAINS) {
      setup.entry(
          domain(
              domain,
              Files.readString(certificates.resolve(domain + ".crt")),
              Files.readString(certificates.resolve(domain + ".key"))));
    }
    // One's certificate with another's key.
    setup.entry(
        domain(
            "broken",
            Files.readString(certificates.resolve("one.crt")),
            Files.readString(certificates.resolve("two.key"))));
    return setup.start();
  }

  private static String shownTo(GatepostServer server, String name) throws IOException {
    try (var client = Wire.to(server.door("https")).secure(name, "http/1.1")) {
      return client.peerSubject();
    }
  }

  @Test
  void everyNameHasItsOwnCertificateAndAllOthersTheProxys() throws Exception {
    try (var server = start("FALSE")) {
      for (var domain : DOMAINS) {
        assertThat(shownTo(server, "mail." + domain + ".org"))
            .isEqualTo("CN=mail." + domain + ".org");
        assertThat(shownTo(server, "MAIL." + domain + ".ORG"))
            .isEqualTo("CN=mail." + domain + ".org");
        assertThat(shownTo(server, "other." + domain + ".org")).isEqualTo("CN=localhost");
      }
      for (var stranger : new String[] {"mail.broken.org", "evil.example.com", null}) {
        assertThat(shownTo(server, stranger)).isEqualTo("CN=localhost");
      }
    }
  }

  @Test
  void browsersBelieveEachOfThemWithEitherProtocol() throws Exception {
    try (var server = start("TRUE")) {
      for (var domain : DOMAINS) {
        for (var curl : List.of(Curl.http1(), Curl.http2())) {
          var believing =
              curl.to(server.door("https")).trusting(certificates.resolve(domain + ".crt"));
          assertThat(believing.get("https://mail." + domain + ".org/").status()).isEqualTo(200);
          if (domain.equals("one")) {
            assertThat(believing.get("https://mail.two.org/").exit()).isEqualTo(60);
          }
        }
      }
      // A broken pair is that domain's trouble: it is served with the proxy's own.
      assertThat(server.curl("https").get("https://mail.broken.org/").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRUE", "FALSE"})
  void namesOfNobodyAreTurnedAwayIfThatIsWanted(String strict) throws Exception {
    int status = strict.equals("TRUE") ? 400 : 200;
    try (var server = start(strict)) {
      for (var curl : List.of(server.curl("https"), server.http2())) {
        assertThat(curl.get("https://evil.example.com/").status()).isEqualTo(status);
        assertThat(curl.get("https://other.one.org/").status()).isEqualTo(status);
        assertThat(curl.get("https://mail.one.org/").status()).isEqualTo(200);
        assertThat(curl.get("https://proxy.example.org/").status()).isEqualTo(200);
      }
    }
  }
}
